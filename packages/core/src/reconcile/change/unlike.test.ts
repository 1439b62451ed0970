import { expect, test } from 'vitest'
import { NATGateway, VPC } from '../../../test/kinds.ts'
import { recorded } from '../../../test/situation.ts'
import { listed, sealed, unlike, unshown } from './unlike.ts'

test.each([
  ['the same', { subnetID: 'subnet-1' }, { SubnetId: 'subnet-1' }, []],
  ['another', { subnetID: 'subnet-1' }, { SubnetId: 'subnet-2' }, ['subnetID']],
  ['what the spec leaves open', {}, { SubnetId: 'subnet-2' }, []],
  ['what AWS shows nothing of', { subnetID: 'subnet-1' }, {}, ['subnetID']],
  ['what AWS does not show yet', { subnetID: 'subnet-1' }, { State: 'pending' }, []],
  ['nothing, in the spec and in AWS', { subnetID: '' }, {}, []],
  ['an ARN of the same', { subnetID: 'subnet-1' }, { SubnetId: 'arn:aws:ec2:r:1:subnet/subnet-1' }, []],
  ['the id of the same', { subnetID: 'arn:aws:ec2:r:1:subnet/subnet-1' }, { SubnetId: 'subnet-1' }, []],
  ['the end of another', { subnetID: '1' }, { SubnetId: 'subnet-1' }, ['subnetID']],
])('%s', (_, spec, item, fields) => {
  expect(unlike(NATGateway, { spec, item }).map(({ field }) => field)).toEqual(fields)
})

test('is told with both values, long ones shortened, and with the reference that a value stands for', () => {
  expect(listed([{ field: 'a', want: '1', have: '2' }])).toBe('a (spec 1, AWS 2)')
  expect(listed([{ field: 'a', want: '1', have: '2', by: 'aRef' }])).toBe('a by aRef (spec 1, AWS 2)')
  expect(listed([{ field: 'a', want: 'x'.repeat(200), have: '2' }])).toBe(`a (spec ${'x'.repeat(120)}…, AWS 2)`)
})

const spec = { ipv4IPAMPoolID: 'pool-1' }

test.each([
  ['sent like that', spec, recorded('vpc-1', { sealed: sealed(VPC, spec) }), [], []],
  ['sent otherwise', spec, recorded('vpc-1', { sealed: sealed(VPC, { ipv4IPAMPoolID: 'b' }) }), ['ipv4IPAMPoolID'], []],
  ['not sent', spec, recorded('vpc-1', { sealed: {} }), ['ipv4IPAMPoolID'], []],
  ['of another object', spec, recorded('vpc-2', { sealed: {} }), [], ['ipv4IPAMPoolID']],
  ['without a record', spec, undefined, [], ['ipv4IPAMPoolID']],
  ['not set', {}, undefined, [], []],
])('what AWS never shows: %s', (_, given, intent, differing, unknown) => {
  const found = unshown(VPC, given, intent, 'vpc-1')
  expect(found.unlike.map(({ field }) => field)).toEqual(differing)
  expect(found.unknown).toEqual(unknown)
})
