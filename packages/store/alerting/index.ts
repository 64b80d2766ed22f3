export {
  ALERT_COLUMNS,
  beginAlertsAnew,
  lockAlert,
  readAlertsToTell,
  readLiveAlerts,
  readNewestEpisodes,
  saveAlerts,
  saveEvidence,
  saveHandling,
  saveRuleHandling,
  type AlertCondition,
  type Handling,
  type NewestEpisode,
  type StoredAlert,
} from "./alerts.ts";
export {
  claimNotifications,
  countStillFiring,
  insertNotifications,
  readToldReceivers,
  recordConfirmed,
  recordDelivery,
  recordHeard,
  renewClaims,
  type Attempted,
  type HeardUpTo,
  type NewNotification,
  type Notification,
} from "./notifications.ts";
export {
  claimReportDeliveries,
  noteReportDeliveries,
  noteReportDelivery,
  recordReportDelivery,
  type ReportDelivery,
} from "./report-deliveries.ts";
export { pruneAlerts, type Pruned, type PruneOptions } from "./prune.ts";
export { adoptGroups, readRuleStates, saveRuleStates, type RuleStateRow } from "./rule-states.ts";
export {
  leaseShards,
  readJudgedTimes,
  readUnpublishedAlerts,
  readUnpublishedShards,
  recordAlertsPublished,
  releaseShards,
  takeSequence,
  type ShardLease,
} from "./shards.ts";
export { hasTransition, insertTransitions, type TransitionRow } from "./transitions.ts";
export { insertAudit, readAudit, type AuditEntry, type StoredAuditEntry } from "./audit.ts";
export {
  expireSilence,
  expireWithAlerts,
  readSilences,
  saveForeignSilence,
  saveMirrors,
  saveSilence,
  type Recurrence,
  type StoredMatcher,
  type StoredSilence,
} from "./silences.ts";
export {
  countByRule,
  countFiring,
  countNotifications,
  findAlerts,
  readAlert,
  readAlertFacets,
  readAlertLabels,
  readAlertStatistics,
  readHistory,
  readLedger,
  readSimilarAlerts,
  urgencyOf,
  type AlertFilter,
  type AlertPlace,
} from "./find-alerts.ts";
export {
  insertRuleFile,
  lockRuleFiles,
  readNewestRuleFiles,
  readRuleFilesRevision,
  readRuleFileVersions,
  type RuleFileVersion,
} from "./rule-files.ts";
export { repeatFiring, type Repeat } from "./repeats.ts";
export { readLiveOutsideAlerts, readUnacknowledged, type EscalationStep } from "./watched.ts";
