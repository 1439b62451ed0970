import { control } from '@windlass/simulator'
import type { Scene } from '../hour.ts'
import {
  accessPoint,
  address,
  endpoint,
  fileSystem,
  gateway,
  group,
  mountTarget,
  nat,
  subnet,
  vpc,
} from '../manifest.ts'

/** Subnets and security groups with these numbers exist once everything has grown. */
export const many: readonly number[] = Array.from({ length: 230 }, (_, n) => n)

const beginnings = [
  vpc('main', '10.0.0.0/16'),
  gateway('main'),
  subnet('public', '10.0.255.0/24'),
  address('egress'),
  nat('egress', 'public', 'egress'),
  endpoint('storage'),
  fileSystem('shared'),
  ...Array.from({ length: 16 }, (_, n) => accessPoint(`team-${n}`, 'shared')),
  mountTarget('shared', 'shared', 'public'),
  ...Array.from({ length: 20 }, (_, n) => group(`early-${n}`)),
]

const settled: Scene = {
  name: 'a small network comes up and rests',
  alerts: [],
  async play(site) {
    site.start('ec2-controller', 'ec2-a')
    site.start('ec2-controller', 'ec2-b')
    site.start('efs-controller', 'efs-a')
    await site.rest(5)
    await site.stage.apply(beginnings.join(''))
    await site.rest(55)
  },
}

const grown: Scene = {
  name: 'growth to 500 objects',
  alerts: ['WindlassMutationSpike'],
  async play(site) {
    await site.stage.apply(many.map((n) => subnet(`s${n}`, `10.0.${n}.0/24`)).join(''))
    await site.stage.apply(many.map((n) => group(`g${n}`)).join(''))
    await site.rest(40)
  },
}

const lost: Scene = {
  name: 'answers to creates are lost',
  alerts: [],
  async play(site) {
    const { stage } = site
    for (const operation of ['CreateVpc', 'CreateSubnet', 'CreateFileSystem'])
      await control(stage.aws, { do: 'fault', fault: 'drop', operation, times: 1 })
    await stage.apply([vpc('twin', '10.1.0.0/16'), subnet('twin', '10.1.0.0/24', 'twin'), fileSystem('twin')].join(''))
    await site.rest(20)
  },
}

/** From nothing to a fleet. */
export const growth: readonly Scene[] = [settled, grown, lost]
