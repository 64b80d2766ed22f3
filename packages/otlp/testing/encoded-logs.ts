import type { LogRecord } from "@opentelemetry/api";
import { JsonLogsSerializer, ProtobufLogsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";

/** The bodies OpenTelemetry's exporters would send. */
export async function encodedLogs(
  records: readonly LogRecord[],
): Promise<{ protobuf: Uint8Array; json: Uint8Array }> {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ "service.name": "market-data" }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const logger = provider.getLogger("test");
  for (const record of records) logger.emit(record);
  await provider.forceFlush();
  const finished = exporter.getFinishedLogRecords();
  return {
    protobuf: ProtobufLogsSerializer.serializeRequest(finished)!,
    json: JsonLogsSerializer.serializeRequest(finished)!,
  };
}
