/** A body that is no OTLP: the message says where and what. Nothing of the body may be used. */
export class MalformedOtlp extends Error {
  override readonly name = "MalformedOtlp";
}
