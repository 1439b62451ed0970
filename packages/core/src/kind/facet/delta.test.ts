import { ModifyTransitGatewayCommand } from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { signature } from '../../schema/shape.ts'
import { membersShape } from '../member.ts'
import { delta } from './delta.ts'

const options = delta(membersShape(signature(ModifyTransitGatewayCommand).input, 'Options'), {
  transitGatewayCIDRBlocks: { add: 'AddTransitGatewayCidrBlocks', remove: 'RemoveTransitGatewayCidrBlocks' },
})

test.each<[because: string, want: unknown, have: unknown, says: object]>([
  ['AWS has what is wanted', { dnsSupport: 'enable' }, { dnsSupport: 'enable', vpnECMPSupport: 'disable' }, {}],
  ['one member differs', { dnsSupport: 'enable' }, { dnsSupport: 'disable' }, { DnsSupport: 'enable' }],
  ['AWS shows nothing yet', { dnsSupport: 'enable' }, undefined, { DnsSupport: 'enable' }],
  ['the spec leaves the rest open', {}, { dnsSupport: 'disable' }, {}],
  [
    'a set differs',
    { transitGatewayCIDRBlocks: ['b', 'c', 'c'] },
    { transitGatewayCIDRBlocks: ['a', 'b'] },
    { AddTransitGatewayCidrBlocks: ['c'], RemoveTransitGatewayCidrBlocks: ['a'] },
  ],
  ['a set is in another order', { transitGatewayCIDRBlocks: ['b', 'a'] }, { transitGatewayCIDRBlocks: ['a', 'b'] }, {}],
  [
    'a set is to be empty',
    { transitGatewayCIDRBlocks: [] },
    { transitGatewayCIDRBlocks: ['a'] },
    { RemoveTransitGatewayCidrBlocks: ['a'] },
  ],
  ['the request does not have the member', { multicastSupport: 'enable' }, { multicastSupport: 'disable' }, {}],
])('a change says only what differs: %s', (_because, want, have, says) => {
  expect(options.change(want, have)).toEqual(says)
})

test('what the request does not have cannot change', () => {
  expect(options.members).toContain('transitGatewayCIDRBlocks')
  expect(options.members).not.toContain('multicastSupport')
  expect(options.members).not.toContain('addTransitGatewayCIDRBlocks')
})
