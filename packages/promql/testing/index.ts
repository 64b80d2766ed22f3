export {
  startPrometheus,
  type ApiAnswer,
  type ApiHistogram,
  type ApiSeries,
  type RealPrometheus,
} from "./prometheus.ts";
