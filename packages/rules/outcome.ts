/** One label set for which an alert's condition is true, with its templates rendered. */
export interface ActiveElement {
  /** Identity: the same as the `key` of the alert. */
  key: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  series: Record<string, string>;
  value: number;
  /** Only for a key that was not active before. */
  sources: number[] | undefined;
  /** It stands for a rule that found no data at all and has been told to fire then. */
  isNoData: boolean;
}

/** What one evaluation of an alerting rule gave. */
export type Outcome =
  | {
      kind: "elements";
      /** One a key: of several elements with the same labels the first is kept. */
      elements: readonly ActiveElement[];
      /** Keys of active alerts that are not among the elements because their source gives no data. */
      silent: ReadonlySet<string>;
      /** Labels that several elements shared, if any. */
      duplicates: readonly Record<string, string>[];
      /** Templates that could not be rendered; their text stands in plain. */
      templateFaults: readonly string[];
    }
  | { kind: "error"; message: string };
