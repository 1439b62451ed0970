import { control } from '@windlass/simulator'
import { condition } from '@windlass/testing'
import { describe, expect, test } from 'vitest'
import { of, rules, story } from '../story.ts'

/** Kinds whose create takes more than one call, and the call that follows it. */
const steps = [
  {
    kind: 'Subnet',
    step: 'ModifySubnetAttribute',
    spec: (vpc: string) => `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, mapPublicIPOnLaunch: true }`,
    field: 'subnetID',
    table: 'subnets',
  },
  {
    kind: 'VPC',
    step: 'ModifyVpcAttribute',
    spec: () => '{ cidrBlocks: [10.7.0.0/16], enableDNSHostnames: true }',
    field: 'vpcID',
    table: 'vpcs',
  },
  {
    kind: 'SecurityGroup',
    step: 'AuthorizeSecurityGroupIngress',
    spec: (vpc: string) => `{ vpcID: ${vpc}, name: web, description: web, ingressRules: ${rules} }`,
    field: 'id',
    table: 'securityGroups',
  },
  {
    kind: 'InternetGateway',
    step: 'AttachInternetGateway',
    spec: (vpc: string) => `{ vpc: ${vpc} }`,
    field: 'internetGatewayID',
    table: 'internetGateways',
  },
] as const

/** A story in which AWS refuses the step for five minutes. `own` answers the ids of what has been made in it. */
async function refusing({ kind, step, spec, field, table }: (typeof steps)[number], code: string) {
  const { stage, actor, vpc, tables } = await story()
  const before = new Set(tables[table].all().map(({ id }) => id))
  const own = () => tables[table].all().flatMap(({ id }) => (before.has(id) ? [] : [id]))
  const refused = () => stage.aws.journal.entries().some(({ operation, error }) => operation === step && error === code)
  await control(stage.aws, { do: 'fault', fault: 'fail', operation: step, code, forMs: 300_000 })
  await stage.apply(of(kind, spec(vpc)))
  await stage.until(async () => refused(), 60_000)
  const id = async () => (await stage.get(kind, 'main'))?.status?.[field]
  return { stage, actor, own, id }
}

describe.each(steps)('a $kind that AWS makes, and whose $step it then refuses', (one) => {
  test('is known by its id, and not made a second time, also by the next process and when its tags are gone', async () => {
    const { stage, actor, own, id } = await refusing(one, 'UnauthorizedOperation')
    const made = own()
    expect([await id()]).toEqual(made)
    actor.kill()
    await stage.aws.invoke('ec2', 'DeleteTags', { Resources: made })
    stage.start()
    await stage.clock.advance(200_000)
    const object = await stage.get(one.kind, 'main')
    expect(object && condition(object, 'Ready')).toMatchObject({ reason: 'AccessDenied' })
    await stage.synced(one.kind, 'main')
    expect({ own: own(), id: await id() }).toEqual({ own: made, id: made[0] })
  })

  test('goes when it is deleted right then: the error does not take the finalizer away', async () => {
    const { stage, own } = await refusing(one, 'InternalError')
    expect(own()).toHaveLength(1)
    await stage.delete(one.kind, 'main')
    await stage.until(async () => {
      const finalizers = (await stage.get(one.kind, 'main'))?.metadata.finalizers ?? []
      expect(finalizers.length > 0 || own().length === 0).toBe(true)
      return (await stage.get(one.kind, 'main')) === undefined
    }, 60_000)
    expect(own()).toEqual([])
  })
})

test('an object keeps its finalizer when its create ends in an error of AWS that made something all the same', async () => {
  const { stage, vpc, tables } = await story()
  await control(stage.aws, { do: 'stale', byFilter: 60_000 })
  const invoke = stage.aws.invoke.bind(stage.aws)
  const answer = Object.assign(new Error('An internal error has occurred'), {
    name: 'InternalError',
    $metadata: { httpStatusCode: 500 },
  })
  stage.aws.invoke = async (...call) => {
    const reply = await invoke(...call)
    if (call[1] === 'CreateSubnet') throw answer
    return reply
  }
  await stage.apply(of('Subnet', steps[0].spec(vpc)))
  await stage.until(async () => tables.subnets.size === 1, 60_000)
  await stage.delete('Subnet', 'main')
  await stage.gone('Subnet', 'main')
  expect(tables.subnets.all()).toEqual([])
})
