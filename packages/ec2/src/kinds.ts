import type { Kind } from '@windlass/core'
import { DHCPOptions } from './dhcpoptions.ts'
import { EgressOnlyInternetGateway } from './egressonlyinternetgateway.ts'
import { ElasticIPAddress } from './elasticipaddress.ts'
import { InternetGateway } from './internetgateway.ts'
import { ManagedPrefixList } from './managedprefixlist.ts'
import { NATGateway } from './natgateway.ts'
import { RouteTable } from './routetable.ts'
import { SecurityGroup } from './securitygroup.ts'
import { Subnet } from './subnet.ts'
import { TransitGateway } from './transitgateway.ts'
import { TransitGatewayVPCAttachment } from './transitgatewayvpcattachment.ts'
import { VPC } from './vpc.ts'
import { VPCEndpoint } from './vpcendpoint.ts'
import { VPCEndpointServiceConfiguration } from './vpcendpointserviceconfiguration.ts'

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
