/** Beside every figure of the sample stands where it comes from. */
export const SAMPLE_NOTICE = {
  description:
    "Sample platform on real S&P 500 daily prices, shifted to today; other symbols and intraday bars are derived from them.",
  descriptionZh: "示例平台：真实标普 500 日线，平移到今日；其余代码与盘中数据由其推导生成。",
};
