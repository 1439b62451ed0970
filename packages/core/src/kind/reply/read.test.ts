import { DescribeFlowLogsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { byIds, byListing, byName, listed } from './read.ts'

const one = (key: string) => ({ VpcIds: [key] })
const reads = {
  listed: listed({ operation: DescribeVpcsCommand, items: 'Vpcs', one, keys: ({ VpcId }) => VpcId }),
  byListing: byListing({ operation: DescribeVpcsCommand, items: 'Vpcs', one, keys: ({ VpcId }) => [String(VpcId)] }),
}

test.each(Object.entries(reads))('%s asks for a key alone by itself, and lists everything for several', (_, read) => {
  expect(read.input(['vpc-1'])).toEqual({ VpcIds: ['vpc-1'] })
  expect(read.input(['vpc-1', 'vpc-2'])).toEqual({})
  expect(read.items({ Vpcs: [{ VpcId: 'vpc-1' }] }, ['vpc-1']).flatMap((item) => read.keys?.(item))).toEqual(['vpc-1'])
})

test('without a way to ask for one, everything is listed for one key as well', () => {
  const read = listed({ operation: DescribeVpcsCommand, items: 'Vpcs', keys: ({ VpcId }) => VpcId })
  expect(read.input(['vpc-1'])).toEqual({})
})

test('a read by ids asks for many in one call, and says which item is which', () => {
  const read = byIds({ operation: DescribeFlowLogsCommand, items: 'FlowLogs', id: 'FlowLogId', ids: 'FlowLogIds' })
  expect(read.input(['fl-1', 'fl-2'])).toEqual({ FlowLogIds: ['fl-1', 'fl-2'] })
  const found = read.items({ FlowLogs: [{ FlowLogId: 'fl-1' }] }, ['fl-1', 'fl-2'])
  expect(found.map((item) => read.keys?.(item))).toEqual([['fl-1']])
})

test('of a read of one object a call, the object is the one that was asked for, though the reply does not name it', () => {
  const read = byName({
    operation: DescribeVpcsCommand,
    items: 'Attributes',
    id: 'QueueUrl',
    by: 'QueueUrl',
    absent: [],
  })
  expect(read.most).toBe(1)
  expect(read.input(['https://a'])).toEqual({ QueueUrl: 'https://a' })
  expect(read.items({ Attributes: { DelaySeconds: '5' } }, ['https://a'])).toEqual([
    { QueueUrl: 'https://a', DelaySeconds: '5' },
  ])
  expect(() => read.items({}, ['https://a'])).toThrow('Attributes is missing')
})
