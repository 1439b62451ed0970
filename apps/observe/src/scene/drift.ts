import { at, items } from '@windlass/core'
import { control } from '@windlass/simulator'
import type { Scene } from '../hour.ts'
import { fileSystem, group, mountTarget, vpc } from '../manifest.ts'
import type { Site } from '../site.ts'

/** Somebody with a console sets a tag. */
async function tag(site: Site, id: string, value: string): Promise<void> {
  await site.byHand('CreateTags', { Resources: [id], Tags: [{ Key: 'team', Value: value }] })
}

async function idOf(site: Site, kind: string, name: string, member: string): Promise<string> {
  const object = await site.stage.get(kind, name)
  return String(object?.status?.[member] ?? '')
}

const drifting: Scene = {
  name: 'somebody changes a tag by hand, again and again',
  alerts: ['WindlassDriftRecurring'],
  async play(site) {
    const id = await idOf(site, 'SecurityGroup', 'early-1', 'id')
    const system = await idOf(site, 'FileSystem', 'shared', 'fileSystemID')
    for (let n = 0; n < 4; n++) {
      await tag(site, id, `hand-${n}`)
      if (n === 0) await site.byHand('TagResource', { ResourceId: system, Tags: [{ Key: 'team', Value: 'b' }] }, 'efs')
      await site.rest(6)
    }
    await site.rest(70)
  },
}

const fight: Scene = {
  name: 'another program undoes each change at once',
  alerts: ['WindlassDriftRecurring', 'WindlassOscillationOpen'],
  async play(site) {
    const id = await idOf(site, 'Subnet', 's7', 'subnetID')
    for (let n = 0; n < 60; n++) {
      await tag(site, id, 'theirs')
      await site.rest(0.4)
    }
    await site.rest(75)
  },
}

const blocked: Scene = {
  name: 'a delete that something in AWS holds up',
  alerts: ['WindlassDeletionBlocked', 'WindlassResourceStuck'],
  async play(site) {
    const { stage } = site
    await stage.apply([vpc('held', '10.2.0.0/16'), group('held', 'held')].join(''))
    await site.rest(3)
    const vpcs = items(at(await site.byHand('DescribeVpcs', {}), 'Vpcs'))
    const held = vpcs.find(({ CidrBlock }) => CidrBlock === '10.2.0.0/16')
    const made = await site.byHand('CreateSubnet', { VpcId: held?.VpcId, CidrBlock: '10.2.9.0/24' })
    await stage.delete('SecurityGroup', 'held')
    await stage.delete('VPC', 'held')
    await control(stage.aws, { do: 'hold', transition: 'mounttarget.available' })
    await stage.apply([fileSystem('late'), mountTarget('late', 'late', 'public')].join(''))
    await site.rest(70)
    await control(stage.aws, { do: 'release' })
    const subnet = at(made, 'Subnet')
    await site.byHand('DeleteSubnet', { SubnetId: at(subnet, 'SubnetId') })
    await site.rest(15)
  },
}

/** Others have their hands in it. */
export const others: readonly Scene[] = [drifting, fight, blocked]
