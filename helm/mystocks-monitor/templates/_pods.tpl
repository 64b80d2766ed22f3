{{- define "monitor.containerSecurity" -}}
{{- $safe := dict "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true "capabilities" (dict "drop" (list "ALL")) -}}
{{- mergeOverwrite $safe .Values.containerSecurityContext | toYaml -}}
{{- end }}

{{/* Of every pod, hooks and tests too. `dict "root" … "user" …`: another account than the chart's. */}}
{{- define "monitor.podSecurity" -}}
runAsNonRoot: true
seccompProfile: { type: RuntimeDefault }
fsGroupChangePolicy: OnRootMismatch
{{- if .user }}
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
{{- else }}
{{ toYaml .root.Values.podSecurityContext }}
{{- end }}
{{- end }}

{{- define "monitor.pullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "monitor.placement" -}}
{{- with .of.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if .root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "monitor.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* What a process of Monitor reads: its config, the store's url, Kafka's secrets. */}}
{{- define "monitor.roleMounts" -}}
- { name: config, mountPath: /etc/mystocks-monitor, readOnly: true }
- { name: rules, mountPath: /etc/mystocks-monitor-rules, readOnly: true }
- { name: contracts, mountPath: /etc/mystocks-monitor-contracts, readOnly: true }
- { name: database, mountPath: /run/secrets/database, readOnly: true }
- { name: data, mountPath: /data }
- { name: tmp, mountPath: /tmp }
{{- if .Values.kafka.tls.existingSecret }}
- { name: kafka-tls, mountPath: /run/secrets/kafka-tls, readOnly: true }
{{- end }}
{{- if .Values.kafka.sasl.mechanism }}
- { name: kafka-sasl, mountPath: /run/secrets/kafka-sasl, readOnly: true }
{{- end }}
{{- end }}

{{/* `dict "root" … "role" …` */}}
{{- define "monitor.roleVolumes" -}}
{{- $full := include "monitor.fullname" .root -}}
- { name: config, configMap: { name: {{ $full }}-config, items: [{ key: {{ include "monitor.configKey" .role }}, path: mystocks-monitor.yaml }] } }
- { name: rules, configMap: { name: {{ $full }}-rules } }
- { name: contracts, configMap: { name: {{ $full }}-contracts } }
- { name: database, secret: { secretName: {{ include "monitor.databaseSecret" .root }}, items: [{ key: url, path: url }] } }
- { name: data, emptyDir: { sizeLimit: 16Mi } }
- { name: tmp, emptyDir: { sizeLimit: 16Mi } }
{{- with .root.Values.kafka.tls.existingSecret }}
- { name: kafka-tls, secret: { secretName: {{ . }} } }
{{- end }}
{{- if .root.Values.kafka.sasl.mechanism }}
- { name: kafka-sasl, secret: { secretName: {{ required "kafka.sasl.existingSecret: a Secret with the key password" .root.Values.kafka.sasl.existingSecret }} } }
{{- end }}
{{- end }}

{{/* A container that brings the schema up to date, then ends. */}}
{{- define "monitor.migrateContainer" -}}
name: migrate
image: {{ include "monitor.image" (dict "root" . "image" .Values.image) }}
imagePullPolicy: {{ include "monitor.pullPolicy" .Values.image }}
args: [migrate]
env:
  - { name: MYSTOCKS_DATABASE_URL_FILE, value: /run/secrets/database/url }
securityContext: {{ include "monitor.containerSecurity" . | nindent 2 }}
resources: {{ toYaml .Values.migrations.resources | nindent 2 }}
volumeMounts:
  - { name: database, mountPath: /run/secrets/database, readOnly: true }
  - { name: tmp, mountPath: /tmp }
{{- end }}

{{/* Where pods of the release send telemetry, and the authority that they know the Collector's certificate by. */}}
{{- define "monitor.otlpUrl" -}}
http{{ if .Values.collector.tls.existingSecret }}s{{ end }}://{{ include "monitor.fullname" . }}-collector:4318
{{- end }}
{{- define "monitor.collectorCaEnv" -}}
{{- if .Values.collector.tls.existingSecret }}
- { name: NODE_EXTRA_CA_CERTS, value: /run/secrets/collector-ca/ca.crt }
{{- end }}
{{- end }}
{{- define "monitor.collectorCaMount" -}}
{{- if .Values.collector.tls.existingSecret }}
- { name: collector-ca, mountPath: /run/secrets/collector-ca, readOnly: true }
{{- end }}
{{- end }}
{{- define "monitor.collectorCaVolume" -}}
{{- with .Values.collector.tls.existingSecret }}
- { name: collector-ca, secret: { secretName: {{ . }}, items: [{ key: ca.crt, path: ca.crt }] } }
{{- end }}
{{- end }}
