import type { Item } from '@windlass/core'
import type { Scene } from '../hour.ts'
import { vpc } from '../manifest.ts'
import { many } from './growth.ts'

/** An answer that is whole when it comes, and breaks whoever works with it: as a defect of the controller would. */
function breaking(): Item {
  let looks = 0
  return {
    get Vpc(): unknown {
      if (looks++ > 0) throw new TypeError('undefined is not an object')
      return {}
    },
  }
}

const defect: Scene = {
  name: 'the controller breaks on an answer of AWS',
  alerts: ['WindlassPanicSeen'],
  async play(site) {
    site.garble('CreateVpc', breaking)
    await site.stage.apply(vpc('odd', '10.9.0.0/16'))
    await site.rest(0.1)
    site.garble('CreateVpc')
    await site.rest(22)
  },
}

const throttled: Scene = {
  name: 'the API server throttles',
  alerts: ['WindlassKubernetesThrottled', 'WindlassReconcileErrorsHigh'],
  async play(site) {
    const { faults } = site.stage.cluster
    const busy = ({ path, method }: { path: string; method: string }) =>
      method === 'PATCH' && path.includes('/subnets/')
    for (const n of many.slice(100, 150))
      await site.stage.edit('Subnet', `s${n}`, { spec: { tags: [{ key: 'team', value: 'e' }] } })
    faults.refuse({ status: 429, times: 1_000_000, match: busy })
    await site.rest(17)
    faults.clear()
    await site.rest(15)
  },
}

const leaderless: Scene = {
  name: 'nobody can hold the lease',
  alerts: ['WindlassNoLeader'],
  async play(site) {
    const { faults } = site.stage.cluster
    faults.refuse({
      status: 503,
      times: 1_000_000,
      match: ({ path, method }) => method !== 'GET' && path.includes('/leases/'),
    })
    await site.rest(1)
    site.start('ec2-controller', 'ec2-a')
    site.start('ec2-controller', 'ec2-b')
    site.start('efs-controller', 'efs-a')
    await site.rest(5)
    faults.clear()
    await site.rest(15)
  },
}

const twins: Scene = {
  name: 'a second installation leads by a lease of its own',
  alerts: ['WindlassTwoLeaders'],
  async play(site) {
    site.start('efs-controller', 'efs-b', 'elsewhere')
    await site.rest(5)
    site.remove('efs-b')
    await site.rest(15)
  },
}

const down: Scene = {
  name: 'a controller is gone',
  alerts: ['WindlassControllerDown'],
  async play(site) {
    site.stop('efs-a')
    await site.rest(10)
    site.start('efs-controller', 'efs-a')
    await site.rest(20)
  },
}

/** The processes, and what they stand on. */
export const processes: readonly Scene[] = [defect, throttled, leaderless, twins, down]
