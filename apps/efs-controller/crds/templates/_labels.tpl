{{/* The name of the chart, in names and labels. */}}
{{- define "efs-crds-chart.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The labels of the pods that never change: a Deployment cannot select others later. */}}
{{- define "efs-crds-chart.selectorLabels" -}}
app.kubernetes.io/name: {{ include "efs-crds-chart.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "efs-crds-chart.labels" -}}
{{ include "efs-crds-chart.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
k8s-app: {{ include "efs-crds-chart.name" . }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Metadata of the definition of a kind. */}}
{{- define "efs-crds-chart.crdMetadata" -}}
labels:
  {{- include "efs-crds-chart.labels" . | nindent 2 }}
{{- if .Values.crds.keep }}
annotations:
  helm.sh/resource-policy: keep
{{- end }}
{{- end -}}

{{/* The release that has installed a definition, if it is another one. */}}
{{- define "efs-crds-chart.otherOwner" -}}
{{- $found := lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" .name -}}
{{- $owner := dig "metadata" "annotations" "meta.helm.sh/release-name" "" $found -}}
{{- if ne $owner .root.Release.Name }}{{ $owner }}{{ end -}}
{{- end -}}
