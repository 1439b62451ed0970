import { expect } from 'vitest'
import { stringify } from 'yaml'
import type { Backend, Story } from '../backend/backend.ts'
import { documents } from '../backend/manifest.ts'
import { allSynced, gone } from '../backend/state.ts'
import { parts, whole } from './network.ts'

/** The whole network with its objects in another order: every step-th, from the last one on. */
function shuffled(step: number): string {
  const all = documents(whole)
  const order = all.map((_, index) => all[(all.length * 2 - 1 - index * step) % all.length]).reverse()
  const every = new Set([...order, ...all].filter((one) => one !== undefined))
  return [...every].map(({ body }) => stringify(body)).join('---\n')
}

/** How many there are of each, without what AWS makes by itself and what it lists as deleted. */
function inventory({ aws }: Backend) {
  const { tables } = aws.at()
  const alive = <T extends { State?: string | undefined }>(rows: readonly T[]) =>
    rows.filter(({ State }) => State !== 'deleted').length
  const main = (id: string) => tables.routeTableAssociations.where('table', id).some(({ Main }) => Main)
  return {
    vpcs: tables.vpcs.all().filter(({ IsDefault }) => IsDefault !== true).length,
    subnets: tables.subnets.size,
    internetGateways: tables.internetGateways.size,
    natGateways: alive(tables.natGateways.all()),
    addresses: tables.addresses.size,
    routeTables: tables.routeTables.all().filter(({ id }) => !main(id)).length,
    securityGroups: tables.securityGroups.all().filter(({ GroupName }) => GroupName !== 'default').length,
    vpcEndpoints: alive(tables.vpcEndpoints.all()),
    fileSystems: tables.fileSystems.size,
    mountTargets: tables.mountTargets.size,
    accessPoints: tables.accessPoints.size,
  }
}

const complete = {
  vpcs: 1,
  subnets: 2,
  internetGateways: 1,
  natGateways: 1,
  addresses: 1,
  routeTables: 2,
  securityGroups: 3,
  vpcEndpoints: 1,
  fileSystems: 1,
  mountTargets: 2,
  accessPoints: 1,
}
const nothing = Object.fromEntries(Object.keys(complete).map((name) => [name, 0]))

async function applied(backend: Backend, yaml: string): Promise<void> {
  await backend.apply(yaml)
  await allSynced(backend, parts)
  expect(inventory(backend)).toEqual(complete)
}

/** A whole network in one apply. */
export const togetherStories: readonly Story[] = [
  {
    name: 'a whole network applied at once is in sync, one of each; deleted at once it goes, and nothing is left',
    async play(backend) {
      await applied(backend, whole)
      for (const { kind, name } of parts) await backend.delete(kind, name)
      for (const { kind, name } of parts) await gone(backend, kind, name)
      expect(inventory(backend)).toEqual(nothing)
    },
  },
  ...[1, 3, 5, 7, 11].map(
    (step, index): Story => ({
      name: `a whole network applied in another order is the same (order ${index + 1} of 5)`,
      virtual: step > 1,
      play: (backend) => applied(backend, shuffled(step)),
    }),
  ),
  {
    name: 'a whole network deleted while it is being made leaves nothing',
    async play(backend) {
      await backend.apply(whole)
      await backend.rest(8)
      for (const { kind, name } of parts) await backend.delete(kind, name)
      for (const { kind, name } of parts) await gone(backend, kind, name)
      expect(inventory(backend)).toEqual(nothing)
    },
  },
]
