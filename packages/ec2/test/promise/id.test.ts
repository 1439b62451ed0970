import { describe, expect, test } from 'vitest'
import { of, rules, story } from '../story.ts'

describe.each([
  {
    kind: 'VPC',
    spec: () => '{ cidrBlocks: [10.7.0.0/16, 10.8.0.0/16], enableDNSHostnames: true }',
    create: 'CreateVpc',
    field: 'vpcID',
  },
  {
    kind: 'Subnet',
    spec: (vpc: string) => `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, mapPublicIPOnLaunch: true }`,
    create: 'CreateSubnet',
    field: 'subnetID',
  },
  {
    kind: 'SecurityGroup',
    spec: (vpc: string) => `{ vpcID: ${vpc}, name: web, description: web, ingressRules: ${rules} }`,
    create: 'CreateSecurityGroup',
    field: 'id',
  },
  {
    kind: 'InternetGateway',
    spec: (vpc: string) => `{ vpc: ${vpc} }`,
    create: 'CreateInternetGateway',
    field: 'internetGatewayID',
  },
])('the id of a $kind', ({ kind, spec, create, field }) => {
  test('stands in status before AWS is asked anything more', async () => {
    const { stage, vpc } = await story()
    let made = false
    const known: unknown[] = []
    const invoke = stage.aws.invoke.bind(stage.aws)
    stage.aws.invoke = async (service, operation, ...call) => {
      if (made && known.length === 0) known.push((await stage.get(kind, 'main'))?.status?.[field])
      const answer = await invoke(service, operation, ...call)
      made ||= operation === create
      return answer
    }
    await stage.apply(of(kind, spec(vpc)))
    const object = await stage.synced(kind, 'main')
    expect(object.status?.[field]).toMatch(/^[a-z]+-/)
    expect(known).toEqual([object.status?.[field]])
  })

  test('is enough to know the object by, after a crash, when its tags were wiped at once', async () => {
    const { stage, vpc, actor } = await story()
    const created = () => stage.aws.journal.entries().filter(({ operation }) => operation === create).length
    const before = created()
    await stage.apply(of(kind, spec(vpc)))
    const id = async () => (await stage.get(kind, 'main'))?.status?.[field]
    await stage.until(async () => typeof (await id()) === 'string', 60_000)
    const first = await id()
    actor.kill()
    await stage.aws.invoke('ec2', 'DeleteTags', { Resources: [first] })
    stage.start()
    await stage.synced(kind, 'main')
    expect(await id()).toBe(first)
    expect(created()).toBe(before + 1)
  })
})
