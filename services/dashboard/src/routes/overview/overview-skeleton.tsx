import { Skeleton } from "../../components/skeleton.tsx";

/** The page's shape before its numbers, so that nothing jumps. */
export function OverviewSkeleton() {
  return (
    <>
      <div className="figures">
        {[1, 2, 3, 4].map((figure) => (
          <div key={figure} className="panel figure">
            <Skeleton height={66} />
          </div>
        ))}
      </div>
      <div className="columns main-aside">
        <div className="panel body">
          <Skeleton height={380} />
        </div>
        <div className="panel body">
          <Skeleton height={380} />
        </div>
      </div>
    </>
  );
}
