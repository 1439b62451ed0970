import { control } from '@windlass/simulator'
import type { Scene } from '../hour.ts'
import { address, busyFileSystem, endpoint, group, mountTarget, nat } from '../manifest.ts'
import type { Site } from '../site.ts'
import { many } from './growth.ts'

const tags = (team: string) => ({ spec: { tags: [{ key: 'team', value: team }] } })

async function retag(site: Site, team: string, part: readonly number[]): Promise<void> {
  for (const n of part) await site.stage.edit('Subnet', `s${n}`, tags(team))
}

const storm: Scene = {
  name: 'a throttle storm while tags are changed',
  alerts: ['WindlassAWSThrottled', 'WindlassReconcileErrorsHigh'],
  async play(site) {
    await control(site.stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateTags' })
    await retag(site, 'b', many.slice(0, 20))
    await site.rest(20)
    await control(site.stage.aws, { do: 'clear' })
    await site.rest(25)
  },
}

const stuck: Scene = {
  name: 'a NAT gateway that AWS does not finish',
  alerts: ['WindlassResourceStuck'],
  async play(site) {
    await control(site.stage.aws, { do: 'hold', transition: 'nat.available' })
    await control(site.stage.aws, { do: 'hold', transition: 'mounttarget.available' })
    const more = [address('second'), nat('second', 'public', 'second'), mountTarget('second', 'twin', 'twin')]
    await site.stage.apply(more.join(''))
    await site.rest(45)
    await control(site.stage.aws, { do: 'clear' })
    await control(site.stage.aws, { do: 'release' })
    await site.rest(20)
  },
}

const quota: Scene = {
  name: 'a quota is reached',
  alerts: ['WindlassQuotaExhausted'],
  async play(site) {
    await control(site.stage.aws, { do: 'quota', code: 'AddressLimitExceeded', limit: 2 })
    await site.stage.apply(address('third'))
    await site.rest(15)
    await control(site.stage.aws, { do: 'quota', code: 'AddressLimitExceeded', limit: 20 })
    await site.rest(20)
  },
}

const credentials: Scene = {
  name: 'credentials are lost',
  alerts: ['WindlassAWSAuthFailing', 'WindlassCredentialsLost', 'WindlassKnowledgeStale'],
  async play(site) {
    await control(site.stage.aws, {
      do: 'fault',
      fault: 'fail',
      code: 'AuthFailure',
      message: 'AWS was not able to validate the provided access credentials',
      status: 401,
    })
    await site.rest(20)
    await control(site.stage.aws, { do: 'clear' })
    await site.rest(25)
  },
}

const slow: Scene = {
  name: 'AWS does not answer in time while work arrives',
  alerts: [
    'WindlassWorkqueueNotDraining',
    'WindlassReconcileErrorsHigh',
    'WindlassSyncLagSLOBurnSlow',
    'WindlassMutationSpike',
  ],
  async play(site) {
    await control(site.stage.aws, { do: 'fault', fault: 'delay', operation: 'CreateTags', ms: 420_000 })
    for (let minute = 0; minute < 32; minute++) {
      const seven = many.slice(minute * 7, minute * 7 + 7)
      for (const n of seven) await site.stage.edit('SecurityGroup', `g${n}`, tags('c'))
      await site.rest(1)
    }
    await control(site.stage.aws, { do: 'clear' })
    await site.rest(35)
  },
}

const wrong: Scene = {
  name: 'a third of the fleet is more than a quota allows',
  alerts: [
    'WindlassSyncLagSLOBurnFast',
    'WindlassSyncLagSLOBurnSlow',
    'WindlassQuotaExhausted',
    'WindlassReconcileErrorsHigh',
    'WindlassResourceStuck',
  ],
  async play(site) {
    await control(site.stage.aws, { do: 'quota', code: 'SecurityGroupLimitExceeded', limit: 260 })
    await site.stage.apply(many.map((n) => group(`h${n}`)).join(''))
    await site.rest(55)
    await control(site.stage.aws, { do: 'clear' })
    for (const n of many) await site.stage.delete('SecurityGroup', `h${n}`)
    await site.rest(60)
    await control(site.stage.aws, { do: 'quota', code: 'SecurityGroupLimitExceeded', limit: 2500 })
  },
}

const rush: Scene = {
  name: 'more creates than the request budget has room for',
  alerts: ['WindlassReconcileHung'],
  async play(site) {
    await control(site.stage.aws, { do: 'fault', fault: 'throttle', operation: 'CreateVpcEndpoint', times: 12 })
    const names = Array.from({ length: 60 }, (_, n) => `rush-${n}`)
    await site.stage.apply(names.map((name) => endpoint(name)).join(''))
    await site.rest(35)
    await control(site.stage.aws, { do: 'clear' })
  },
}

const eager: Scene = {
  name: 'file systems are looked at more often than the budget allows',
  alerts: ['WindlassReadsWait'],
  async play(site) {
    const names = Array.from({ length: 40 }, (_, n) => `busy-${n}`)
    await site.stage.apply(names.map(busyFileSystem).join(''))
    await site.rest(25)
    for (const name of names) await site.stage.delete('FileSystem', name)
    await site.rest(20)
  },
}

/** AWS does not do what is asked of it. */
export const refusals: readonly Scene[] = [wrong, storm, stuck, quota, credentials, slow, rush, eager]
