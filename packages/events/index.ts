export {
  PULSE_TOPIC,
  pulseEvent,
  type LogEvent,
  type OperationIdentity,
  type OperationPulse,
  type PulseEvent,
  type PulseExemplar,
  type SeriesSample,
} from "./pulse.ts";
