import { dhcpOptions } from './ec2/dhcpoptions.ts'
import { egressOnlyInternetGateway } from './ec2/egressonlyinternetgateway.ts'
import { elasticIPAddress } from './ec2/elasticipaddress.ts'
import { internetGateway } from './ec2/internetgateway.ts'
import { managedPrefixList } from './ec2/managedprefixlist.ts'
import { natGateway } from './ec2/natgateway.ts'
import { routeTable } from './ec2/routetable.ts'
import { securityGroup } from './ec2/securitygroup.ts'
import { subnet } from './ec2/subnet.ts'
import { transitGateway, transitGatewayVPCAttachment } from './ec2/transitgateway.ts'
import { vpc } from './ec2/vpc.ts'
import { vpcEndpoint } from './ec2/vpcendpoint.ts'
import { vpcEndpointServiceConfiguration } from './ec2/vpcendpointserviceconfiguration.ts'
import { accessPoint } from './efs/accesspoint.ts'
import { fileSystem } from './efs/filesystem.ts'
import { mountTarget } from './efs/mounttarget.ts'
import type { Truth } from './truth.ts'

/** How every kind of EC2 and EFS is found in the simulated AWS. */
export const truths: readonly Truth[] = [
  dhcpOptions,
  egressOnlyInternetGateway,
  elasticIPAddress,
  internetGateway,
  managedPrefixList,
  natGateway,
  routeTable,
  securityGroup,
  subnet,
  transitGateway,
  transitGatewayVPCAttachment,
  vpc,
  vpcEndpoint,
  vpcEndpointServiceConfiguration,
  accessPoint,
  fileSystem,
  mountTarget,
]
