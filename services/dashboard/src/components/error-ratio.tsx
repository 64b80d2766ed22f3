import { useFormat } from "../format/use-format.tsx";

// MyStocks' limits for failed requests: 5 and 10 %; pools and sources fail at 5 %.
const WATCH = 0.01;
const BAD = 0.05;

/** Part of the executions that failed, coloured once it matters. */
export function ErrorRatio({ errors, count }: { errors: number; count: number }) {
  const { numbers } = useFormat();
  const ratio = count === 0 ? 0 : errors / count;
  return <span className={classOf(ratio)}>{numbers.percent(ratio)} %</span>;
}

function classOf(ratio: number): string {
  if (ratio === 0) return "quiet";
  if (ratio >= BAD) return "worse";
  return ratio >= WATCH ? "watch" : "";
}
