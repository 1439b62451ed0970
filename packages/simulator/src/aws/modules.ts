import { accesspoint } from './accesspoint.ts'
import { prepareDefaultVpc } from './defaultvpc.ts'
import { efstag } from './efstag.ts'
import { elasticip } from './elasticip.ts'
import { endpointcatalog } from './endpointcatalog.ts'
import { endpointchange } from './endpointchange.ts'
import { endpointconnection } from './endpointconnection.ts'
import { endpointservice } from './endpointservice.ts'
import { filesystem } from './filesystem.ts'
import { filesystempolicy } from './filesystempolicy.ts'
import { internetgateway } from './internetgateway.ts'
import { mounttarget } from './mounttarget.ts'
import { nataddress } from './nataddress.ts'
import { natgateway } from './natgateway.ts'
import { networkinterface } from './networkinterface.ts'
import type { Module } from './operation.ts'
import { prefixlist, preparePrefixLists } from './prefixlist.ts'
import type { Region } from './region.ts'
import { replication } from './replication.ts'
import { route } from './route.ts'
import { routeassociation } from './routeassociation.ts'
import { routetable } from './routetable.ts'
import { securitygroup } from './securitygroup.ts'
import { securitygrouprule } from './securitygrouprule.ts'
import { sts } from './sts.ts'
import { subnet } from './subnet.ts'
import { tag } from './tag.ts'
import { vpc } from './vpc.ts'
import { vpccidr } from './vpccidr.ts'
import { vpcendpoint } from './vpcendpoint.ts'
import { prepareDhcpOptions, zone } from './zone.ts'

/** Every operation module of the simulator. */
export const modules: readonly Module[] = [
  zone,
  prefixlist,
  vpc,
  vpccidr,
  subnet,
  routetable,
  route,
  routeassociation,
  securitygroup,
  securitygrouprule,
  networkinterface,
  internetgateway,
  elasticip,
  natgateway,
  nataddress,
  endpointcatalog,
  vpcendpoint,
  endpointchange,
  endpointservice,
  endpointconnection,
  tag,
  filesystem,
  filesystempolicy,
  replication,
  mounttarget,
  accesspoint,
  efstag,
  sts,
]

/** Puts into a new region what AWS puts there; the default VPC where that is asked for. */
export function prepare(region: Region, withVpc: boolean): void {
  prepareDhcpOptions(region)
  preparePrefixLists(region)
  if (withVpc) prepareDefaultVpc(region)
}
