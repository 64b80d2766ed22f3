import { expect, test } from "@jest/globals";
import { encodeExportResponse, encodeStatus } from "./responses.ts";

const text = (body: Uint8Array) => Buffer.from(body).toString();
const hex = (body: Uint8Array) => Buffer.from(body).toString("hex");

test("an accepted export is answered by an empty message", () => {
  expect(text(encodeExportResponse("traces", "json"))).toBe("{}");
  expect(encodeExportResponse("traces", "protobuf")).toHaveLength(0);
});

test.each([
  ["traces", "rejectedSpans"],
  ["metrics", "rejectedDataPoints"],
  ["logs", "rejectedLogRecords"],
] as const)("a partial success of %s counts its %s", (signal, field) => {
  const partial = { rejected: 300, message: "ab" };
  expect(JSON.parse(text(encodeExportResponse(signal, "json", partial)))).toEqual({
    partialSuccess: { [field]: "300", errorMessage: "ab" },
  });
  // partial_success { rejected: 300, error_message: "ab" }
  expect(hex(encodeExportResponse(signal, "protobuf", partial))).toBe("0a0708ac0212026162");
});

test("a warning without rejections leaves the count out, as protobuf does with zeros", () => {
  expect(hex(encodeExportResponse("logs", "protobuf", { rejected: 0, message: "ab" }))).toBe("0a0412026162");
});

test("a refusal is a google.rpc.Status in the encoding of the request", () => {
  expect(JSON.parse(text(encodeStatus(3, "no", "json")))).toEqual({ code: 3, message: "no" });
  expect(hex(encodeStatus(3, "no", "protobuf"))).toBe("080312026e6f");
});
