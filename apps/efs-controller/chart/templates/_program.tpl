{{/* What the controller is started with. */}}
{{- define "efs-chart.args" -}}
- --metrics-addr=0.0.0.0:{{ .Values.deployment.containerPort }}
- --healthz-addr=0.0.0.0:8081
{{- if .Values.metrics.secure }}
- --metrics-secure
{{- if .Values.metrics.certificateSecret }}
- --metrics-cert-path=/var/run/secrets/metrics
{{- end }}
{{- end }}
- --log-level={{ .Values.log.level }}
{{- if .Values.log.enable_development_logging }}
- --enable-development-logging
{{- end }}
{{- if .Values.leaderElection.enabled }}
- --enable-leader-election
- --leader-election-namespace={{ include "efs-chart.leaseNamespace" . }}
{{- end }}
{{- with .Values.aws.endpoint_url }}
- --aws-endpoint-url={{ . }}
{{- end }}
{{- with .Values.aws.identity_endpoint_url }}
- --aws-identity-endpoint-url={{ . }}
{{- end }}
{{- if .Values.aws.allow_unsafe_aws_endpoint_urls }}
- --allow-unsafe-aws-endpoint-urls
{{- end }}
{{- range .Values.resourceTags }}
- {{ printf "--resource-tags=%s" . | quote }}
{{- else }}
- --resource-tags=
{{- end }}
- --deletion-policy={{ .Values.deletionPolicy }}
{{- with include "efs-chart.watchNamespace" . }}
- --watch-namespace={{ . }}
{{- end }}
{{- with .Values.watchSelectors }}
- {{ printf "--watch-selectors=%s" . | quote }}
{{- end }}
{{- if .Values.reconcile.resources }}
{{- $own := include "efs-chart.ownKinds" .Values.reconcile.resources | fromJsonArray }}
{{- if not $own }}
{{- fail "reconcile.resources names no kind that this controller has." }}
{{- end }}
- --reconcile-resources={{ join "," $own }}
{{- end }}
{{- if .Values.reconcile.defaultResyncPeriod }}
- --reconcile-default-resync-seconds={{ int .Values.reconcile.defaultResyncPeriod }}
{{- end }}
{{- $periods := .Values.reconcile.resourceResyncPeriods }}
{{- range include "efs-chart.ownKinds" (keys $periods | sortAlpha) | fromJsonArray }}
- --reconcile-resource-resync-seconds={{ . }}={{ int (get $periods .) }}
{{- end }}
{{- if .Values.reconcile.defaultMaxConcurrentSyncs }}
- --reconcile-default-max-concurrent-syncs={{ int .Values.reconcile.defaultMaxConcurrentSyncs }}
{{- end }}
{{- $syncs := .Values.reconcile.resourceMaxConcurrentSyncs }}
{{- range include "efs-chart.ownKinds" (keys $syncs | sortAlpha) | fromJsonArray }}
- --reconcile-resource-max-concurrent-syncs={{ . }}={{ int (get $syncs .) }}
{{- end }}
- --enable-cross-namespace={{ .Values.enableCrossNamespace }}
- --enable-carm={{ .Values.enableCARM }}
{{- $gates := list }}
{{- range $name, $on := .Values.featureGates }}
{{- $gates = append $gates (printf "%s=%t" $name $on) }}
{{- end }}
- --feature-gates={{ join "," $gates }}
{{- range $flag, $value := .Values.flags }}
{{- if kindIs "slice" $value }}
- {{ printf "--%s=%s" $flag (join "," $value) | quote }}
{{- else if kindIs "float64" $value }}
- --{{ $flag }}={{ int $value }}
{{- else }}
- {{ printf "--%s=%v" $flag $value | quote }}
{{- end }}
{{- end }}
{{- range .Values.deployment.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Its environment: what the SDK of AWS looks for there, and what the user adds. */}}
{{- define "efs-chart.env" -}}
{{- with .Values.aws.region }}
- name: AWS_REGION
  value: {{ . }}
{{- end }}
{{- if .Values.aws.credentials.secretName }}
- name: AWS_SHARED_CREDENTIALS_FILE
  value: /var/run/secrets/aws/{{ .Values.aws.credentials.secretKey }}
- name: AWS_PROFILE
  value: {{ .Values.aws.credentials.profile }}
{{- end }}
{{- with .Values.deployment.extraEnvVars }}
{{ toYaml . }}
{{- end }}
{{- end -}}
