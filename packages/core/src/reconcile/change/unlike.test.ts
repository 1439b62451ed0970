import { expect, test } from 'vitest'
import { NATGateway } from '../../../test/kinds.ts'
import { listed, unlike } from './unlike.ts'

test.each([
  ['the same', { subnetID: 'subnet-1' }, { SubnetId: 'subnet-1' }, []],
  ['another', { subnetID: 'subnet-1' }, { SubnetId: 'subnet-2' }, ['subnetID']],
  ['what the spec leaves open', {}, { SubnetId: 'subnet-2' }, []],
  ['what AWS does not show', { subnetID: 'subnet-1' }, {}, []],
  ['an ARN of the same', { subnetID: 'subnet-1' }, { SubnetId: 'arn:aws:ec2:r:1:subnet/subnet-1' }, []],
  ['the end of another', { subnetID: '1' }, { SubnetId: 'subnet-1' }, ['subnetID']],
])('%s', (_, spec, item, fields) => {
  expect(unlike(NATGateway, spec, item).map(({ field }) => field)).toEqual(fields)
})

test('is told with both values, long ones shortened', () => {
  expect(listed([{ field: 'a', want: '1', have: '2' }])).toBe('a (spec 1, AWS 2)')
  expect(listed([{ field: 'a', want: 'x'.repeat(200), have: '2' }])).toBe(`a (spec ${'x'.repeat(120)}…, AWS 2)`)
})
