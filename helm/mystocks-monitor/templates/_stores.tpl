{{- define "monitor.claim" -}}
- metadata: { name: {{ .name }} }
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .class }}
    storageClassName: {{ . }}
    {{- end }}
    resources: { requests: { storage: {{ .storage }} } }
{{- end }}

{{/* A store of one replica for evaluation, up to its container: `dict "root" … "component" … "of" … "user" … "port" …`. */}}
{{- define "monitor.storeHead" -}}
{{- $name := printf "%s-%s" (include "monitor.fullname" .root) .component -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{ include "monitor.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{ include "monitor.labels" . | nindent 4 }}
spec:
  clusterIP: None
  # It is asked for before it is ready: by itself, and by roles that wait for it.
  publishNotReadyAddresses: true
  selector: {{ include "monitor.selector" . | nindent 4 }}
  ports:
    - { name: {{ .component }}, port: {{ .port }}, targetPort: {{ .component }} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{ include "monitor.labels" . | nindent 4 }}
spec:
  replicas: 1
  serviceName: {{ $name }}
  selector:
    matchLabels: {{ include "monitor.selector" . | nindent 6 }}
  volumeClaimTemplates:
    {{- include "monitor.claim" (dict "name" "data" "storage" .of.storage "class" .of.storageClassName) | nindent 4 }}
  template:
    metadata:
      # Without versions: an upgrade that changes nothing of a store leaves it running.
      labels: {{ include "monitor.selector" . | nindent 8 }}
      {{- with .checksum }}
      annotations: { checksum/config: {{ . }} }
      {{- end }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext: {{ include "monitor.podSecurity" . | nindent 8 }}
      {{- include "monitor.pullSecrets" .root | nindent 6 }}
{{- end }}

{{- define "monitor.kafkaProperties" -}}
{{- $name := printf "%s-kafka" (include "monitor.fullname" .) -}}
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://:9092,CONTROLLER://localhost:9093
advertised.listeners=PLAINTEXT://{{ $name }}:9092
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=/var/lib/kafka/data/log
num.partitions={{ .Values.kafka.partitions }}
auto.create.topics.enable=true
message.max.bytes=9437184
replica.fetch.max.bytes=9437184
log.retention.hours=24
log.retention.bytes=134217728
log.segment.bytes=33554432
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
{{- end }}
