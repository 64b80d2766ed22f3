export {
  alertEvent,
  ALERTS_TOPIC,
  alertLevel,
  alertSnapshot,
  decodeAlert,
  encodeAlert,
  transitionKind,
  type AlertEvent,
  type AlertSnapshot,
  type TransitionKind,
} from "./alert.ts";
export { cloudEvent, MalformedEvent, parseEvent } from "./cloud-event.ts";
export {
  DEAD_LETTER_TOPIC,
  deadLetter,
  decodeDeadLetter,
  encodeDeadLetter,
  type DeadLetterEvent,
} from "./dead-letter.ts";
export { decodePulse, encodePulse } from "./pulse-envelope.ts";
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
export {
  decodeQuality,
  encodeQuality,
  QUALITY_TOPIC,
  type QualityCheck,
  type QualityEvent,
  type QualityProblem,
  type QualityVerdict,
} from "./quality.ts";
