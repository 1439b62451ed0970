import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { gone, idOf, says, synced } from '../backend/state.ts'
import { ground } from './network.ts'

const rule = (port: number, range = '10.0.0.0/8') => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipRanges: [{ cidrIP: range }],
})
const group = (rules: readonly object[]) => `${ground}---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: web }
spec:
  vpcRef: { from: { name: main } }
  name: web
  description: web
  ingressRules: ${JSON.stringify(rules)}
`
const own = ({ aws }: Backend) =>
  aws
    .at()
    .tables.securityGroups.all()
    .filter((row) => row.GroupName === 'web')
/** The ports that its rules let in. */
function ports(backend: Backend): readonly unknown[] {
  const [group] = own(backend)
  const rules = backend.aws.at().tables.securityGroupRules.all()
  const inward = rules.filter((row) => row.GroupId === group?.id && !row.IsEgress)
  return inward.map((row) => row.FromPort).sort()
}

/** Security groups: one rule that AWS refused made a new group with every try. */
export const groupStories: readonly Story[] = [
  {
    name: 'a group with a bad rule is one group ever: the rule is named, mended it converges, deleted nothing is left',
    async play(backend) {
      await backend.apply(group([rule(443), rule(8443, '10.0.0.0/99')]))
      await backend.until(async () => (await says(backend, 'SecurityGroup', 'web', 'ACK.Terminal')) !== undefined)
      const said = await says(backend, 'SecurityGroup', 'web', 'ACK.Terminal')
      expect(said).toMatchObject({ status: 'True', reason: 'InvalidSpec' })
      expect(said?.message).toContain('10.0.0.0/99')
      expect(ports(backend)).toEqual([443])
      const id = await idOf(backend, 'SecurityGroup', 'web')
      await backend.rest(150)
      expect(own(backend).map((row) => row.id)).toEqual([id])
      await backend.edit('SecurityGroup', 'web', { spec: { ingressRules: [rule(443), rule(8443)] } })
      await synced(backend, 'SecurityGroup', 'web', 15)
      expect(ports(backend)).toEqual([443, 8443])
      expect(own(backend).map((row) => row.id)).toEqual([id])
      await backend.delete('SecurityGroup', 'web')
      await gone(backend, 'SecurityGroup', 'web')
      expect(own(backend)).toEqual([])
      expect(backend.aws.journal.counts().CreateSecurityGroup?.calls).toBe(1)
    },
  },
]
