import type { Kind } from '@windlass/core'
import { VPCEndpoint } from './endpoint/vpcendpoint.ts'
import { VPCEndpointServiceConfiguration } from './endpoint/vpcendpointserviceconfiguration.ts'
import { EgressOnlyInternetGateway } from './gateway/egressonlyinternetgateway.ts'
import { ElasticIPAddress } from './gateway/elasticipaddress.ts'
import { InternetGateway } from './gateway/internetgateway.ts'
import { NATGateway } from './gateway/natgateway.ts'
import { RouteTable } from './routetable/routetable.ts'
import { SecurityGroup } from './securitygroup/securitygroup.ts'
import { TransitGateway } from './transitgateway/transitgateway.ts'
import { TransitGatewayVPCAttachment } from './transitgateway/transitgatewayvpcattachment.ts'
import { DHCPOptions } from './vpc/dhcpoptions.ts'
import { ManagedPrefixList } from './vpc/managedprefixlist.ts'
import { Subnet } from './vpc/subnet.ts'
import { VPC } from './vpc/vpc.ts'

/** Every EC2 kind: what the controller runs and what is generated. */
export const kinds: readonly Kind[] = [
  DHCPOptions,
  EgressOnlyInternetGateway,
  ElasticIPAddress,
  InternetGateway,
  ManagedPrefixList,
  NATGateway,
  RouteTable,
  SecurityGroup,
  Subnet,
  TransitGateway,
  TransitGatewayVPCAttachment,
  VPC,
  VPCEndpoint,
  VPCEndpointServiceConfiguration,
]
