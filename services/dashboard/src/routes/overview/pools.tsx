import type { Overview } from "@mystocks/api";
import { Bar } from "../../components/bar.tsx";
import { Empty } from "../../components/empty.tsx";
import { Panel } from "../../components/panel.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { cacheTone, poolTone } from "./tone.ts";

type Pool = Overview["pools"][number];
type Cache = Overview["caches"][number];

export function PoolsPanel({ pools, caches }: Pick<Overview, "pools" | "caches">) {
  const text = useText();
  return (
    <Panel title={text.poolsAndCaches}>
      {pools.length + caches.length === 0 ? (
        <Empty title={text.noPools}>{text.noPoolsNote}</Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.poolOrCache}</th>
              <th scope="col" className="n">
                {text.inUse}
              </th>
              <th scope="col" className="n">
                {text.waiting}
              </th>
              <th scope="col" className="bar-column">
                <span className="hidden">{text.share}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {pools.map((pool) => (
              <PoolRow key={`${pool.service} ${pool.pool}`} pool={pool} />
            ))}
            {caches.map((cache) => (
              <CacheRow key={`${cache.service} ${cache.cache} ${cache.tier}`} cache={cache} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function PoolRow({ pool }: { pool: Pool }) {
  const { numbers } = useFormat();
  const used = pool.max === null ? 0 : pool.active / pool.max;
  return (
    <tr>
      <th scope="row">
        {pool.pool} <span className="quiet">{pool.database}</span>
      </th>
      <td className="n">
        {numbers.integer(pool.active)}/{pool.max === null ? NOTHING : numbers.integer(pool.max)}
      </td>
      <td className={pool.waiting > 0 ? "n worse" : "n"}>{numbers.integer(pool.waiting)}</td>
      <td>
        <Bar share={used} {...poolTone(used, pool.waiting)} />
      </td>
    </tr>
  );
}

function CacheRow({ cache }: { cache: Cache }) {
  const text = useText();
  const { numbers } = useFormat();
  return (
    <tr>
      <th scope="row">
        {cache.cache} <span className="quiet">{text.cache(cache.tier)}</span>
      </th>
      <td className="n">{cache.hitRatio === null ? NOTHING : text.hits(numbers.percent(cache.hitRatio))}</td>
      <td className="n">{NOTHING}</td>
      <td>{cache.hitRatio !== null && <Bar share={cache.hitRatio} {...cacheTone(cache.hitRatio)} />}</td>
    </tr>
  );
}
