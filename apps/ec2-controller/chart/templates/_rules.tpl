{{/* Made from the kind declarations by `bun run generate`; do not edit. */}}

{{- define "ec2-chart.kinds" -}}
["DHCPOptions","EgressOnlyInternetGateway","ElasticIPAddress","InternetGateway","ManagedPrefixList","NATGateway","RouteTable","SecurityGroup","Subnet","TransitGateway","TransitGatewayVPCAttachment","VPC","VPCEndpoint","VPCEndpointServiceConfiguration"]
{{- end -}}

{{- define "ec2-chart.plurals" -}}
dhcpoptions,egressonlyinternetgateways,elasticipaddresses,internetgateways,managedprefixlists,natgateways,routetables,securitygroups,subnets,transitgateways,transitgatewayvpcattachments,vpcendpoints,vpcendpointserviceconfigurations,vpcs
{{- end -}}

{{- define "ec2-chart.objectRules" -}}
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - dhcpoptions
    - egressonlyinternetgateways
    - elasticipaddresses
    - internetgateways
    - managedprefixlists
    - natgateways
    - routetables
    - securitygroups
    - subnets
    - transitgateways
    - transitgatewayvpcattachments
    - vpcendpoints
    - vpcendpointserviceconfigurations
    - vpcs
  verbs:
    - get
    - list
    - watch
    - patch
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - dhcpoptions/status
    - egressonlyinternetgateways/status
    - elasticipaddresses/status
    - internetgateways/status
    - managedprefixlists/status
    - natgateways/status
    - routetables/status
    - securitygroups/status
    - subnets/status
    - transitgateways/status
    - transitgatewayvpcattachments/status
    - vpcendpoints/status
    - vpcendpointserviceconfigurations/status
    - vpcs/status
  verbs:
    - patch
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - vpcpeeringconnections
  verbs:
    - list
    - watch
- apiGroups:
    - elbv2.services.k8s.aws
  resources:
    - loadbalancers
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

{{- define "ec2-chart.namespaceRules" -}}
- apiGroups:
    - ""
  resources:
    - namespaces
  verbs:
    - get
    - list
    - watch
{{- end -}}

{{- define "ec2-chart.clusterRules" -}}
- apiGroups:
    - apiextensions.k8s.io
  resources:
    - customresourcedefinitions
  resourceNames:
    - dhcpoptions.ec2.services.k8s.aws
    - egressonlyinternetgateways.ec2.services.k8s.aws
    - elasticipaddresses.ec2.services.k8s.aws
    - internetgateways.ec2.services.k8s.aws
    - managedprefixlists.ec2.services.k8s.aws
    - natgateways.ec2.services.k8s.aws
    - routetables.ec2.services.k8s.aws
    - securitygroups.ec2.services.k8s.aws
    - subnets.ec2.services.k8s.aws
    - transitgateways.ec2.services.k8s.aws
    - transitgatewayvpcattachments.ec2.services.k8s.aws
    - vpcendpoints.ec2.services.k8s.aws
    - vpcendpointserviceconfigurations.ec2.services.k8s.aws
    - vpcs.ec2.services.k8s.aws
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

{{- define "ec2-chart.leaseRules" -}}
- apiGroups:
    - coordination.k8s.io
  resources:
    - leases
  verbs:
    - get
    - create
    - patch
{{- end -}}

{{- define "ec2-chart.reviewRules" -}}
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

{{- define "ec2-chart.viewRules" -}}
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - dhcpoptions
    - dhcpoptions/status
    - egressonlyinternetgateways
    - egressonlyinternetgateways/status
    - elasticipaddresses
    - elasticipaddresses/status
    - internetgateways
    - internetgateways/status
    - managedprefixlists
    - managedprefixlists/status
    - natgateways
    - natgateways/status
    - routetables
    - routetables/status
    - securitygroups
    - securitygroups/status
    - subnets
    - subnets/status
    - transitgateways
    - transitgateways/status
    - transitgatewayvpcattachments
    - transitgatewayvpcattachments/status
    - vpcendpoints
    - vpcendpoints/status
    - vpcendpointserviceconfigurations
    - vpcendpointserviceconfigurations/status
    - vpcs
    - vpcs/status
  verbs:
    - get
    - list
    - watch
{{- end -}}

{{- define "ec2-chart.editRules" -}}
- apiGroups:
    - ec2.services.k8s.aws
  resources:
    - dhcpoptions
    - egressonlyinternetgateways
    - elasticipaddresses
    - internetgateways
    - managedprefixlists
    - natgateways
    - routetables
    - securitygroups
    - subnets
    - transitgateways
    - transitgatewayvpcattachments
    - vpcendpoints
    - vpcendpointserviceconfigurations
    - vpcs
  verbs:
    - create
    - delete
    - deletecollection
    - patch
    - update
{{- end -}}
