/**
 * Daily price limits of A shares as data: which board, from which day, how much, and where it is written. Taken from
 * marina-rules 2026.10.26.5 (CC0), which quotes the notices; a change of the rules is a new entry here.
 */
export type Board = "main" | "chinext" | "star" | "bse";

export interface PriceLimitRule {
  board: Board;
  /** ST and *ST. */
  riskWarned: boolean;
  /** Up and down from the previous close. */
  percent: number;
  /** First day, and the first day on which it no longer holds. */
  from: string;
  until?: string;
  source: string;
}

export const PRICE_LIMITS: readonly PriceLimitRule[] = [
  {
    board: "main",
    riskWarned: false,
    percent: 10,
    from: "1996-12-16",
    source: "https://www.szse.cn/aboutus/sse/documents/P020180328485825173419.pdf",
  },
  {
    board: "main",
    riskWarned: true,
    percent: 5,
    from: "1998-04-22",
    until: "2026-07-06",
    source: "https://www.szse.cn/aboutus/sse/documents/P020180328485825173419.pdf",
  },
  {
    board: "main",
    riskWarned: true,
    percent: 10,
    from: "2026-07-06",
    source: "https://www.sse.com.cn/aboutus/mediacenter/hotandd/c/c_20260424_10816474.shtml",
  },
  {
    board: "chinext",
    riskWarned: false,
    percent: 10,
    from: "2009-10-30",
    until: "2020-08-24",
    source: "http://www.szse.cn/aboutus/trends/news/t20090924_517882.html",
  },
  {
    board: "chinext",
    riskWarned: false,
    percent: 20,
    from: "2020-08-24",
    source: "https://www.szse.cn/aboutus/trends/conference/t20200821_580925.html",
  },
  {
    board: "chinext",
    riskWarned: true,
    percent: 5,
    from: "2009-10-30",
    until: "2020-08-24",
    source: "http://www.szse.cn/disclosure/notice/general/t20200710_579459.html",
  },
  {
    board: "chinext",
    riskWarned: true,
    percent: 20,
    from: "2020-08-24",
    source: "http://www.szse.cn/disclosure/notice/general/t20200710_579459.html",
  },
  {
    board: "star",
    riskWarned: false,
    percent: 20,
    from: "2019-07-22",
    source: "http://www.sse.com.cn/lawandrules/sselawsrules2025/repeal/rules/c/c_20190301_10785118.shtml",
  },
  {
    board: "star",
    riskWarned: true,
    percent: 20,
    from: "2019-07-22",
    source:
      "http://www.sse.com.cn/lawandrules/sselawsrules2025/repeal/rules/c/10785118/files/f6fc4a1d4c1f469183a013c4dc36a535.pdf",
  },
  {
    board: "bse",
    riskWarned: false,
    percent: 30,
    from: "2021-11-15",
    source: "https://www.bse.cn/qt/200025234.html",
  },
  {
    board: "bse",
    riskWarned: true,
    percent: 30,
    from: "2021-11-15",
    source: "https://www.bse.cn/jygl_list/200010919.html",
  },
];

/** How many sessions after a listing of that day or later have no limit; one where nothing is said. */
export const FIRST_SESSIONS: readonly { board: Board; from: string; sessions: number; source: string }[] = [
  {
    board: "main",
    from: "2023-04-10",
    sessions: 5,
    source: "http://www.sse.com.cn/lawandrules/sselawsrules2025/repeal/rules/c/c_20250612_10824490.shtml",
  },
  {
    board: "chinext",
    from: "2020-08-24",
    sessions: 5,
    source: "https://www.szse.cn/aboutus/trends/conference/t20200821_580925.html",
  },
  {
    board: "star",
    from: "2019-07-22",
    sessions: 5,
    source: "http://www.sse.com.cn/lawandrules/sselawsrules2025/repeal/rules/c/c_20190301_10785118.shtml",
  },
  { board: "bse", from: "2021-11-15", sessions: 1, source: "https://www.bse.cn/qt/200025234.html" },
];
