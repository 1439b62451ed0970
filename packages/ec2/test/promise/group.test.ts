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
