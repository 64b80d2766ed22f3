import { sparkPath } from "./spark-path.ts";

type Properties = {
  values: readonly (number | null)[];
  /** Custom property of its colour. */
  colour?: string;
  width?: number;
  height?: number;
};

/** Decoration beside a number that is written out: nothing here that is not read there. */
export function Sparkline({ values, colour = "--c1", width = 96, height = 26 }: Properties) {
  const path = sparkPath(values, width, height);
  return (
    <svg
      className="spark"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      <path d={path.area} fill={`var(${colour})`} opacity="0.12" />
      <path d={path.line} fill="none" stroke={`var(${colour})`} strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}
