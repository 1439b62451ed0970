import { crdOf } from '@windlass/core/generate'
import { expect, test } from 'vitest'
import { draft as capacityReservation } from './draft/capacityreservation.ts'
import { draft as flowLog } from './draft/flowlog.ts'
import { draft as instance } from './draft/instance.ts'
import { draft as launchTemplate } from './draft/launchtemplate.ts'
import { draft as networkACL } from './draft/networkacl.ts'
import { draft as vpcPeeringConnection } from './draft/vpcpeeringconnection.ts'

// Kinds that are to come: their declarations compile, so that the words of declarations have room for them.

test.each([{ draft: capacityReservation }, { draft: networkACL }])(
  'a kind that asks for nothing but what is there is a kind already: $draft',
  ({ draft }) => {
    expect(crdOf(draft()).spec.versions).toHaveLength(1)
  },
)

const yet = ': Windlass does not do that yet. Leave it out, and the difference is said and stays.'

test.each([
  { draft: flowLog, says: `FlowLog is to be replaced by another object (\`replace\`)${yet}` },
  {
    draft: instance,
    says: [
      `instanceType is to be set on a detour to stopped (\`detour\`)${yet}`,
      `ebsOptimized is to be set on a detour to stopped (\`detour\`)${yet}`,
    ].join('\n'),
  },
  { draft: launchTemplate, says: `data is set by a call that makes something (\`makes\`)${yet}` },
  {
    draft: vpcPeeringConnection,
    says: [
      `acceptRequest is to be set while the object waits (\`during\`)${yet}`,
      `acceptRequest is to be set in another account or region (\`within\`)${yet}`,
    ].join('\n'),
  },
])('a kind that asks for what nothing does yet is refused, instead of doing half of it: $says', ({ draft, says }) => {
  expect(draft).toThrow(expect.objectContaining({ name: 'KindError', code: 'NotBuilt', message: says }))
})
