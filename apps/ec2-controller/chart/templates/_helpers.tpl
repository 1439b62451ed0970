{{/* The name of the release's objects: the release, and the chart unless the release is named after it. */}}
{{- define "ec2-chart.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "ec2-chart.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "ec2-chart.serviceAccountName" -}}
{{- .Values.serviceAccount.name -}}
{{- end -}}

{{/* Where the lease is. */}}
{{- define "ec2-chart.leaseNamespace" -}}
{{- default (include "ec2-chart.namespace" .) .Values.leaderElection.namespace -}}
{{- end -}}

{{/* The namespaces to work for, separated by commas; nothing for all of them. */}}
{{- define "ec2-chart.watchNamespace" -}}
{{- if eq .Values.installScope "namespace" -}}
{{- default (include "ec2-chart.namespace" .) .Values.watchNamespace -}}
{{- end -}}
{{- end -}}

{{- define "ec2-chart.roleLabels" -}}
{{ include "ec2-chart.labels" . }}
{{- range $key, $value := .Values.role.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "ec2-chart.image" -}}
{{- .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- with .Values.image.digest }}@{{ . }}{{ end -}}
{{- end -}}

{{/* Of a list of kinds, or of a map by kind, what this controller has. */}}
{{- define "ec2-chart.ownKinds" -}}
{{- $own := list }}
{{- range $kind := . }}
{{- if has $kind (include "ec2-chart.kinds" nil | fromJsonArray) }}
{{- $own = append $own $kind }}
{{- end }}
{{- end }}
{{- $own | toJson }}
{{- end -}}
