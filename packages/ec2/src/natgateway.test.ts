import { type Command, type Crash, condition, control, Stage } from '@windlass/simulator'
import { describe, expect, test } from 'vitest'
import { ElasticIPAddress, InternetGateway, NATGateway, Subnet, VPC } from './index.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.0.0.0/16] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: public }
spec: { cidrBlock: 10.0.1.0/24, vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: main }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ElasticIPAddress
metadata: { name: nat }
spec: {}
---`
const gateway = (spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: NATGateway
metadata: { name: nat }
spec: ${spec}
`
const ordinary = '{ subnetRef: { from: { name: public } }, allocationRef: { from: { name: nat } } }'

async function open(crash?: Crash) {
  const stage = await Stage.open({ kinds: [VPC, Subnet, InternetGateway, ElasticIPAddress, NATGateway] })
  const actor = stage.start({}, crash)
  const { tables } = stage.aws.at()
  const call = (operation: string, input: object) => stage.aws.invoke('ec2', operation, input)
  const tell = (command: Command) => control(stage.aws, command)
  const states = () => tables.natGateways.all().map(({ State }) => State)
  const id = async () => String((await stage.synced('NATGateway', 'nat')).status?.natGatewayID)
  return { stage, actor, tables, call, tell, states, id }
}

test('a gateway applied together with all it needs is made once and ends available, as status says', async () => {
  const { stage, tables, states } = await open()
  await stage.apply(`${gateway(ordinary)}---${network}`)
  const { status } = await stage.synced('NATGateway', 'nat')
  expect(states()).toEqual(['available'])
  const [row] = tables.natGateways.all()
  expect(status).toMatchObject({
    natGatewayID: row?.id,
    vpcID: row?.VpcId,
    state: 'available',
    natGatewayAddresses: [{ allocationID: tables.addresses.all()[0]?.id }],
  })
  const before = { revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }
  await stage.clock.advance(600_000)
  expect({ revision: stage.cluster.revision, mutating: stage.aws.journal.totals().mutating }).toEqual(before)
})

describe('a gateway deleted by hand is replaced by exactly one', () => {
  test('while AWS still shows it as deleted, and again once its record is purged', async () => {
    const { stage, tables, call, tell, id, states } = await open()
    await stage.apply(`${network}${gateway(ordinary)}`)
    const first = await id()
    await call('DeleteNatGateway', { NatGatewayId: first })
    await stage.until(async () => states().length === 2, 120_000)
    const second = await id()
    await tell({ do: 'remove', id: first })
    await stage.clock.advance(200_000)
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([second])
    await tell({ do: 'remove', id: second })
    await tell({ do: 'alter', id: tables.addresses.all()[0]?.id ?? '', set: { AssociationId: undefined } })
    await stage.until(async () => states().length === 1, 120_000)
    const third = await id()
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([third])
    expect([first, second]).not.toContain(third)
  })

  test('when the answer to the create of the new one is lost', async () => {
    const { stage, tables, call, tell, id } = await open()
    await stage.apply(`${network}${gateway(ordinary)}`)
    const first = await id()
    await tell({ do: 'fault', fault: 'drop', operation: 'CreateNatGateway', times: 1 })
    await call('DeleteNatGateway', { NatGatewayId: first })
    await stage.until(async () => tables.natGateways.size > 1, 120_000)
    await stage.clock.advance(300_000)
    const second = await id()
    expect(tables.natGateways.all().map((row) => row.id)).toEqual([first, second])
  })
})
