{{- define "monitor.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "monitor.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "monitor.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "monitor.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "monitor.selector" -}}
app.kubernetes.io/name: {{ include "monitor.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "monitor.labels" -}}
{{ include "monitor.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: mystocks-monitor
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The image of `.image`; a digest wins over the tag. */}}
{{- define "monitor.image" -}}
{{- $registry := .root.Values.global.imageRegistry | default .image.registry -}}
{{- with $registry }}{{ . }}/{{ end -}}
{{- .image.repository -}}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end }}

{{/* Empty means: a tag may move, so ask the registry; a digest can't, so a restart needs no registry. */}}
{{- define "monitor.pullPolicy" -}}
{{- .pullPolicy | default (.digest | empty | ternary "Always" "IfNotPresent") -}}
{{- end }}

{{/* Roles that are switched on, as a JSON list. */}}
{{- define "monitor.roles" -}}
{{- $on := list -}}
{{- range list "recorder" "alerting" "quality" "api" "realtime" -}}
{{- if (index $.Values .).enabled }}{{ $on = append $on . }}{{ end -}}
{{- end -}}
{{- toJson $on -}}
{{- end }}

{{- define "monitor.brokers" -}}
{{- if .Values.kafka.bundled -}}
{{- if .Values.kafka.brokers }}{{ fail "kafka.brokers: kafka.bundled is true as well; only one of them can hold" }}{{ end -}}
{{- list (printf "%s-kafka:9092" (include "monitor.fullname" .)) | toJson -}}
{{- else if .Values.kafka.brokers -}}
{{- toJson .Values.kafka.brokers -}}
{{- else -}}
{{- fail "kafka.brokers: host:port of your brokers, since kafka.bundled is false" -}}
{{- end -}}
{{- end }}

{{- define "monitor.databaseSecret" -}}
{{- if .Values.postgresql.bundled }}{{ include "monitor.fullname" . }}-postgresql
{{- else }}{{ required "postgresql.existingSecret: a Secret with the key url, since postgresql.bundled is false" .Values.postgresql.existingSecret }}{{ end -}}
{{- end }}

{{- define "monitor.adminSecret" -}}
{{- .Values.adminToken.existingSecret | default (printf "%s-admin-token" (include "monitor.fullname" .)) -}}
{{- end }}

{{- define "monitor.ingestSecret" -}}
{{- .Values.ingestToken.existingSecret | default (printf "%s-ingest-token" (include "monitor.fullname" .)) -}}
{{- end }}

{{/* What an earlier rendering put into a Secret, else something new: `dict "root" . "name" … "key" … "prefix" …`. */}}
{{- define "monitor.keptSecret" -}}
{{- $held := lookup "v1" "Secret" .root.Release.Namespace .name -}}
{{- if and $held $held.data (hasKey $held.data .key) -}}
{{- index $held.data .key | b64dec -}}
{{- else -}}
{{- .prefix }}{{ randAlphaNum 40 -}}
{{- end -}}
{{- end }}

{{/* "true" or "": whether an object of this API is written, for `auto | true | false`. */}}
{{- define "monitor.wanted" -}}
{{- $how := toString .how -}}
{{- if or (eq $how "true") (and (eq $how "auto") (.root.Capabilities.APIVersions.Has .api)) }}true{{ end -}}
{{- end }}
