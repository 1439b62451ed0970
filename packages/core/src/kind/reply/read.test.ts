import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { byListing, listed } from './read.ts'

const one = (key: string) => ({ VpcIds: [key] })
const reads = {
  listed: listed({ operation: DescribeVpcsCommand, items: 'Vpcs', one, keys: ({ VpcId }) => VpcId }),
  byListing: byListing({ operation: DescribeVpcsCommand, items: 'Vpcs', one, keys: ({ VpcId }) => [String(VpcId)] }),
}

test.each(Object.entries(reads))('%s asks for a key alone by itself, and lists everything for several', (_, read) => {
  expect(read.input(['vpc-1'])).toEqual({ VpcIds: ['vpc-1'] })
  expect(read.input(['vpc-1', 'vpc-2'])).toEqual({})
  expect(read.items({ Vpcs: [{ VpcId: 'vpc-1' }] }).flatMap((item) => read.keys?.(item))).toEqual(['vpc-1'])
})

test('without a way to ask for one, everything is listed for one key as well', () => {
  const read = listed({ operation: DescribeVpcsCommand, items: 'Vpcs', keys: ({ VpcId }) => VpcId })
  expect(read.input(['vpc-1'])).toEqual({})
})
