import { expect, test } from 'vitest'
import { of, story, writes } from '../story.ts'

test('a group pair that names no group is the group itself', async () => {
  const { stage, vpc, tables } = await story()
  const pair = '{ ipProtocol: tcp, fromPort: 1, toPort: 2, userIDGroupPairs: [{ description: own }] }'
  await stage.apply(of('SecurityGroup', `{ name: web, description: web, vpcID: ${vpc}, ingressRules: [${pair}] }`))
  const { status } = await stage.synced('SecurityGroup', 'main')
  expect(tables.securityGroupRules.where('group', String(status?.id))).toMatchObject([
    { IsEgress: false, FromPort: 1, ToPort: 2, ReferencedGroupInfo: { GroupId: status?.id } },
  ])
  const before = writes(stage)
  await stage.clock.advance(130_000)
  expect(writes(stage)).toEqual(before)
})
