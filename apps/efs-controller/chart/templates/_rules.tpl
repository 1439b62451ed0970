{{/* Made from the kind declarations by `bun run generate`; do not edit. */}}

{{- define "efs-chart.kinds" -}}
["AccessPoint","FileSystem","MountTarget"]
{{- end -}}

{{- define "efs-chart.plurals" -}}
accesspoints,filesystems,mounttargets
{{- end -}}

{{- define "efs-chart.objectRules" -}}
- apiGroups:
    - efs.services.k8s.aws
  resources:
    - accesspoints
    - filesystems
    - mounttargets
  verbs:
    - get
    - list
    - watch
    - patch
- apiGroups:
    - efs.services.k8s.aws
  resources:
    - accesspoints/status
    - filesystems/status
    - mounttargets/status
  verbs:
    - patch
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - securitygroups
    - subnets
  verbs:
    - list
    - watch
- apiGroups:
    - iam.services.k8s.aws
  resources:
    - roles
  verbs:
    - list
    - watch
- apiGroups:
    - kms.services.k8s.aws
  resources:
    - keys
  verbs:
    - list
    - watch
- apiGroups:
    - events.k8s.io
  resources:
    - events
  verbs:
    - create
    - patch
{{- end -}}

{{- define "efs-chart.namespaceRules" -}}
- apiGroups:
    - ""
  resources:
    - namespaces
  verbs:
    - get
    - list
    - watch
{{- end -}}

{{- define "efs-chart.clusterRules" -}}
- apiGroups:
    - apiextensions.k8s.io
  resources:
    - customresourcedefinitions
  resourceNames:
    - accesspoints.efs.services.k8s.aws
    - filesystems.efs.services.k8s.aws
    - mounttargets.efs.services.k8s.aws
  verbs:
    - get
- apiGroups:
    - services.k8s.aws
  resources:
    - iamroleselectors
  verbs:
    - list
    - watch
{{- end -}}

{{- define "efs-chart.leaseRules" -}}
- apiGroups:
    - coordination.k8s.io
  resources:
    - leases
  verbs:
    - get
    - create
    - patch
{{- end -}}

{{- define "efs-chart.reviewRules" -}}
- apiGroups:
    - authentication.k8s.io
  resources:
    - tokenreviews
  verbs:
    - create
- apiGroups:
    - authorization.k8s.io
  resources:
    - subjectaccessreviews
  verbs:
    - create
{{- end -}}

{{- define "efs-chart.viewRules" -}}
- apiGroups:
    - efs.services.k8s.aws
  resources:
    - accesspoints
    - accesspoints/status
    - filesystems
    - filesystems/status
    - mounttargets
    - mounttargets/status
  verbs:
    - get
    - list
    - watch
{{- end -}}

{{- define "efs-chart.editRules" -}}
- apiGroups:
    - efs.services.k8s.aws
  resources:
    - accesspoints
    - filesystems
    - mounttargets
  verbs:
    - create
    - delete
    - deletecollection
    - patch
    - update
{{- end -}}
