type RealtimeErrorCode =
  | "UNAUTHENTICATED"
  | "TOO_MANY_ATTEMPTS"
  | "STORE_UNAVAILABLE"
  | "PAYLOAD_INVALID"
  | "ROOM_UNKNOWN"
  | "MARKET_STREAM_UNAVAILABLE"
  | "SLOW_CLIENT";

export interface CodedError {
  error_code: RealtimeErrorCode;
  message: string;
}

/** For Socket.IO's middleware: the client gets it as `connect_error` with the code in `data`. */
export class RefusedConnection extends Error {
  override name = "RefusedConnection";
  readonly data: CodedError;

  constructor(data: CodedError) {
    super(data.message);
    this.data = data;
  }
}
