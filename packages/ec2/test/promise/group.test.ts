import { control } from '@windlass/simulator'
import { type Crash, Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { SecurityGroup, VPC } from '../../src/index.ts'
import { bareVpc } from './ground.ts'

const group = (vpc: string, last: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: web }
spec:
  name: web
  description: test
  vpcID: ${vpc}
  egressRules: []
  ingressRules:
    - { ipProtocol: tcp, fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }
    - { ipProtocol: tcp, fromPort: 81, toPort: 81, userIDGroupPairs: [{ groupRef: { from: { name: web } } }] }
    - { ipProtocol: tcp, fromPort: 82, toPort: 82, ipRanges: [{ cidrIP: ${last} }] }
`

/** A group with a bad rule, mended and deleted; the process that looks after it may crash once. */
async function life(crash?: Crash) {
  const stage = await Stage.open({ kinds: [VPC, SecurityGroup] })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  const { tables } = stage.aws.at()
  const own = () => tables.securityGroups.all().filter((row) => row.GroupName === 'web')
  const rules = () => tables.securityGroupRules.all().filter((row) => own().some(({ id }) => row.GroupId === id))
  const actors = [stage.start({}, crash)]
  let most = 0
  const until = (goal: () => Promise<boolean>) =>
    stage.until(
      async () => {
        if (actors.at(-1)?.over) actors.push(stage.start())
        most = Math.max(most, own().length)
        return await goal()
      },
      900_000,
      1000,
    )
  await stage.apply(group(vpc, '10.0.0.0/99'))
  await until(async () => rules().length === 2)
  const [first] = own()
  await stage.apply(group(vpc, '10.0.0.0/9'))
  await until(async () => rules().length === 3)
  const same = own()[0]?.id === first?.id
  await stage.delete('SecurityGroup', 'web')
  await until(async () => (await stage.get('SecurityGroup', 'web')) === undefined)
  const creates = stage.aws.journal.counts().CreateSecurityGroup?.calls
  return { most, same, left: own().length, creates, calls: actors[0]?.calls ?? 0 }
}

test('a security group with a bad rule is made once wherever the process is killed, and its delete leaves nothing', async () => {
  const reference = await life()
  expect(reference).toMatchObject({ most: 1, same: true, left: 0, creates: 1 })
  // The world after a call is the world before the next one, so every moment is met once.
  for (let call = 1; call <= reference.calls; call++)
    expect({ call, ...(await life({ call, when: 'after' })) }).toMatchObject({ call, most: 1, same: true, left: 0 })
})

test.each(['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'DeleteSecurityGroup'])(
  'when the reply to %s is lost, there is one group with its rules all the same',
  async (operation) => {
    const stage = await Stage.open({ kinds: [VPC, SecurityGroup] })
    const vpc = await bareVpc(stage, '10.0.0.0/16')
    await stage.clock.advance(5000)
    control(stage.aws, { do: 'fault', fault: 'drop', operation, times: 1 })
    control(stage.aws, { do: 'stale', byFilter: 4000 })
    stage.start()
    await stage.apply(group(vpc, '10.0.0.0/9'))
    await stage.synced('SecurityGroup', 'web')
    const { tables } = stage.aws.at()
    const own = () => tables.securityGroups.all().filter((row) => row.GroupName === 'web')
    expect(own()).toHaveLength(1)
    expect(tables.securityGroupRules.where('group', own()[0]?.id ?? '')).toHaveLength(3)
    await stage.delete('SecurityGroup', 'web')
    await stage.gone('SecurityGroup', 'web')
    expect(own()).toEqual([])
  },
)

/** Groups in a circle, each of which lets the next one in. */
const circle = (vpc: string, names: readonly string[]) =>
  names
    .map((name, at) => {
      const next = names[(at + 1) % names.length]
      const rule = `[{ ipProtocol: tcp, fromPort: 80, toPort: 80, userIDGroupPairs: [{ groupRef: { from: { name: ${next} } } }] }]`
      return `---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: ${name} }
spec: { name: ${name}, description: test, vpcID: ${vpc}, ingressRules: ${rule}, egressRules: ${rule} }
`
    })
    .join('')

test.each([2, 3, 5])('%i groups whose rules name each other in a circle are deleted together', async (length) => {
  const stage = await Stage.open({ kinds: [VPC, SecurityGroup] })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.clock.advance(5000)
  stage.start()
  const names = Array.from({ length }, (_, n) => `g${n}`)
  await stage.apply(circle(vpc, names))
  for (const name of names) await stage.synced('SecurityGroup', name)
  for (const name of names) await stage.delete('SecurityGroup', name)
  for (const name of names) await stage.gone('SecurityGroup', name)
  const { tables } = stage.aws.at()
  expect(tables.securityGroups.all().map(({ GroupName }) => GroupName)).toEqual(['default'])
})

test('a group in a circle keeps its rules while something is behind it', async () => {
  const stage = await Stage.open({ kinds: [VPC, SecurityGroup] })
  const vpc = await bareVpc(stage, '10.0.0.0/16')
  await stage.aws.invoke('ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })
  await stage.clock.advance(5000)
  stage.start()
  await stage.apply(circle(vpc, ['a', 'b', 'c']))
  for (const name of ['a', 'b', 'c']) await stage.synced('SecurityGroup', name)
  const { tables } = stage.aws.at()
  const id = (name: string) => tables.securityGroups.all().find(({ GroupName }) => GroupName === name)?.id ?? ''
  const SubnetId = tables.subnets.all()[0]?.id
  await stage.aws.invoke('ec2', 'CreateNetworkInterface', { SubnetId, Groups: [id('a')] })
  await stage.delete('SecurityGroup', 'a')
  await stage.clock.advance(300_000)
  expect(tables.securityGroupRules.where('group', id('a'))).toHaveLength(2)
})
