{{/* Of all that belongs to `helm test`, by weight. Nothing of a test that went well stays; the pod of another one does, for its log. */}}
{{- define "monitor.testHook" -}}
helm.sh/hook: test
helm.sh/hook-weight: {{ . | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* `dict "root" … "name" … "script" … "weight" … "receives" BOOL`: runs files/tests/SCRIPT.mjs to its end. */}}
{{- define "monitor.testPod" -}}
{{- $full := include "monitor.fullname" .root -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "monitor.labels" (dict "root" .root "component" "test") | nindent 4 }}
    test: {{ .script }}
  annotations: {{ include "monitor.testHook" .weight | nindent 4 }}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext: {{ include "monitor.podSecurity" (dict "root" .root) | nindent 4 }}
  {{- include "monitor.pullSecrets" .root | nindent 2 }}
  containers:
    - name: {{ .script }}
      image: {{ include "monitor.image" (dict "root" .root "image" .root.Values.image) }}
      imagePullPolicy: {{ include "monitor.pullPolicy" .root.Values.image }}
      command: [/usr/local/bin/node, /test/{{ .script }}.mjs]
      env:
        - { name: OTLP_URL, value: {{ include "monitor.otlpUrl" .root | quote }} }
        {{- include "monitor.collectorCaEnv" .root | nindent 8 }}
        - { name: API_URL, value: "http://{{ $full }}-api:{{ .root.Values.service.port }}" }
        - { name: TIMEOUT_SECONDS, value: {{ .root.Values.tests.timeoutSeconds | quote }} }
      {{- if .receives }}
      ports: [{ name: receiver, containerPort: 9000 }]
      readinessProbe: { tcpSocket: { port: receiver }, periodSeconds: 1 }
      {{- end }}
      securityContext: {{ include "monitor.containerSecurity" .root | nindent 8 }}
      resources:
        requests: { cpu: 20m, memory: 64Mi, ephemeral-storage: 16Mi }
        limits: { cpu: 500m, memory: 192Mi, ephemeral-storage: 32Mi }
      volumeMounts:
        - { name: test, mountPath: /test, readOnly: true }
        - { name: admin-token, mountPath: /run/secrets/admin, readOnly: true }
        - { name: ingest-token, mountPath: /run/secrets/ingest, readOnly: true }
        {{- include "monitor.collectorCaMount" .root | nindent 8 }}
  volumes:
    - { name: test, configMap: { name: {{ $full }}-test } }
    - { name: admin-token, secret: { secretName: {{ include "monitor.adminSecret" .root }}, items: [{ key: token, path: token }] } }
    - { name: ingest-token, secret: { secretName: {{ include "monitor.ingestSecret" .root }}, items: [{ key: token, path: token }] } }
    {{- include "monitor.collectorCaVolume" .root | nindent 4 }}
{{- end }}
