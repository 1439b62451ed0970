import {
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { service as testing } from '../../test/service.ts'
import { service } from './define.ts'
import type { ServiceTraits } from './kind.ts'
import { byFilter, single } from './reply/read.ts'

const reads = {
  reads: ({ operation, items, filter }) => byFilter({ operation, items, filter, keys: () => [] }),
  byId: ({ id }, key) => ({ [`${id}s`]: [key] }),
  byTag: ({ operation, items, tag }) => byFilter({ operation, items, filter: tag, keys: () => [] }),
} satisfies Partial<ServiceTraits>

const group = {
  id: 'GroupId',
  create: CreateSecurityGroupCommand,
  read: DescribeSecurityGroupsCommand,
  items: 'SecurityGroups',
  notFound: ['InvalidGroup.NotFound'],
  delete: DeleteSecurityGroupCommand,
} as const

const { atCreate: _, ...untaggable } = testing.tagging
const never = 'A Group cannot be created exactly once: no token tells its create from another, and '
const way = '. Declare a `finder` by what only this object has.'

test.each([
  {
    when: 'it takes no tags',
    declare: () => service({ service: testing, ...reads }).kind('Group', { ...group, tagged: false }),
    says: `${never}its create takes no tags${way}`,
  },
  {
    when: 'only its create takes none',
    declare: () => service({ service: { ...testing, tagging: untaggable }, ...reads }).kind('Group', group),
    says: `${never}its create takes no tags${way}`,
  },
  {
    when: 'nothing finds what has its tags',
    declare: () => service({ service: testing, reads: reads.reads, byId: reads.byId }).kind('Group', group),
    says: `${never}nothing finds it by its tags${way}`,
  },
  {
    when: 'what answers its create may be another’s, and nothing finds it by name',
    declare: () =>
      service({ service: testing, ...reads }).kind('Group', { ...group, tagged: false, taken: 'answered' }),
    says: `${never}its create takes no tags${way}`,
  },
])('a kind that cannot be created exactly once is refused when it is declared: $when', ({ declare, says }) => {
  expect(declare).toThrow(expect.objectContaining({ name: 'KindError', code: 'NotOnce', message: says }))
})

test('a kind that nothing says how to read is refused when it is declared', () => {
  expect(() => service({ service: testing, byTag: reads.byTag }).kind('Group', group)).toThrow(
    'Nothing says how a Group is read: it has neither `by` nor `ids`, and its service has no `reads`. Declare one.',
  )
})

test.each([
  { by: 'a token', declare: () => service({ service: testing, ...reads }).kind('Table', { ...table, tagged: false }) },
  {
    by: 'a name',
    declare: () =>
      service({ service: testing, ...reads }).kind('Group', {
        ...group,
        tagged: false,
        finder: { key: ({ groupName }) => groupName },
      }),
  },
])('a kind without tags is created exactly once by $by', ({ declare }) => {
  expect(declare().tagged).toBeUndefined()
})

const table = {
  id: 'RouteTableId',
  create: CreateRouteTableCommand,
  read: DescribeRouteTablesCommand,
  items: 'RouteTables',
  notFound: ['InvalidRouteTableID.NotFound'],
  delete: DeleteRouteTableCommand,
} as const

test('tags that AWS keeps apart from the object are one more read of it, whatever the spec says', () => {
  const from = single({ operation: DescribeSecurityGroupsCommand, input: (key) => ({ GroupIds: [key] }) })
  const apart = service({ service: { ...testing, tagging: { ...testing.tagging, from } }, ...reads })
  const [view] = apart.kind('Group', group).views
  expect(view).toMatchObject({ read: from, forFacets: false })
  expect([view?.key('sg-1', {}, {}), view?.needed({})]).toEqual(['sg-1', true])
  expect(apart.kind('Table', { ...table, tagged: false }).views).toEqual([])
})
