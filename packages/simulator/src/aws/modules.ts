import { elasticip } from './ec2/address/address.ts'
import { dhcpoptions } from './ec2/dhcpoptions/dhcpoptions.ts'
import { egressonlyinternetgateway } from './ec2/egressonlyinternetgateway/egressonlyinternetgateway.ts'
import { endpointcatalog } from './ec2/endpoint/catalog.ts'
import { endpointchange } from './ec2/endpoint/change.ts'
import { vpcendpoint } from './ec2/endpoint/endpoint.ts'
import { endpointconnection } from './ec2/endpointservice/connection.ts'
import { endpointservice } from './ec2/endpointservice/service.ts'
import { endpointverification } from './ec2/endpointservice/verification.ts'
import { networkinterface } from './ec2/interface/operation.ts'
import { internetgateway } from './ec2/internetgateway/internetgateway.ts'
import { nataddress } from './ec2/natgateway/address.ts'
import { natgateway } from './ec2/natgateway/natgateway.ts'
import { networkacl } from './ec2/networkacl/networkacl.ts'
import { prefixlist } from './ec2/prefixlist/prefixlist.ts'
import { routeassociation } from './ec2/routetable/association.ts'
import { route } from './ec2/routetable/route.ts'
import { routetable } from './ec2/routetable/routetable.ts'
import { securitygrouprule } from './ec2/securitygroup/rule.ts'
import { securitygroup } from './ec2/securitygroup/securitygroup.ts'
import { subnet } from './ec2/subnet/subnet.ts'
import { tag } from './ec2/tag/tag.ts'
import { transitgatewayattachment } from './ec2/transitgateway/attachment.ts'
import { transitgateway } from './ec2/transitgateway/transitgateway.ts'
import { vpccidr } from './ec2/vpc/cidr.ts'
import { vpc } from './ec2/vpc/vpc.ts'
import { zone } from './ec2/zone/zone.ts'
import { accesspoint } from './efs/accesspoint.ts'
import { filesystem } from './efs/filesystem.ts'
import { mounttarget } from './efs/mounttarget.ts'
import { filesystempolicy } from './efs/policy.ts'
import { replication } from './efs/replication.ts'
import { efstag } from './efs/tag.ts'
import type { Module } from './engine/operation.ts'
import { sts } from './sts/sts.ts'

/** The simulator's own modules: what AWS is in every world. A region is prepared in their order. */
export const modules: readonly Module[] = [
  zone,
  dhcpoptions,
  prefixlist,
  vpc,
  vpccidr,
  networkacl,
  subnet,
  routetable,
  route,
  routeassociation,
  securitygroup,
  securitygrouprule,
  networkinterface,
  internetgateway,
  egressonlyinternetgateway,
  elasticip,
  natgateway,
  nataddress,
  endpointcatalog,
  vpcendpoint,
  endpointchange,
  endpointservice,
  endpointconnection,
  endpointverification,
  transitgateway,
  transitgatewayattachment,
  tag,
  filesystem,
  filesystempolicy,
  replication,
  mounttarget,
  accesspoint,
  efstag,
  sts,
]
