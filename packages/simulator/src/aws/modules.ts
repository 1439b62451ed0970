import { elasticip } from './elasticip.ts'
import { internetgateway } from './internetgateway.ts'
import { networkinterface } from './networkinterface.ts'
import type { Module } from './operation.ts'
import { prefixlist, preparePrefixLists } from './prefixlist.ts'
import type { Region } from './region.ts'
import { sts } from './sts.ts'
import { subnet } from './subnet.ts'
import { tag } from './tag.ts'
import { vpc } from './vpc.ts'
import { vpccidr } from './vpccidr.ts'
import { prepareDhcpOptions, zone } from './zone.ts'

/** Every operation module of the simulator. */
export const modules: readonly Module[] = [zone, prefixlist, vpc, vpccidr, subnet, elasticip, internetgateway, networkinterface, tag, sts]

/** Puts into a new region what AWS puts there. */
export function prepare(region: Region): void {
  prepareDhcpOptions(region)
  preparePrefixLists(region)
}
