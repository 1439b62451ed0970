import {
  AssociateRouteTableCommand,
  CreateFlowLogsCommand,
  CreateNatGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNatGatewayCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { service as testing } from '../../../test/service.ts'
import { defineKind, service } from '../define.ts'
import type { ErasedDefinition } from '../erase.ts'
import { text } from '../field.ts'
import type { ServiceTraits } from '../kind.ts'
import { byFilter } from '../reply/read.ts'
import { KindError } from './flaw.ts'
import { checkKinds, flawsAmong } from './together.ts'

const traits: ServiceTraits = {
  service: testing,
  reads: ({ operation, items, filter }) => byFilter({ operation, items, filter, keys: () => [] }),
  byId: ({ id }, key) => ({ [`${id}s`]: [key] }),
  byTag: ({ operation, items, tag }) => byFilter({ operation, items, filter: tag, keys: () => [] }),
}

const vpc = {
  id: 'VpcId',
  create: CreateVpcCommand,
  read: DescribeVpcsCommand,
  items: 'Vpcs',
  notFound: ['InvalidVpcID.NotFound'],
  delete: DeleteVpcCommand,
} as const
const subnet = {
  id: 'SubnetId',
  create: CreateSubnetCommand,
  read: DescribeSubnetsCommand,
  items: 'Subnets',
  notFound: [],
  delete: DeleteSubnetCommand,
} as const
const gateway = {
  id: 'NatGatewayId',
  create: CreateNatGatewayCommand,
  read: DescribeNatGatewaysCommand,
  items: 'NatGateways',
  notFound: [],
  delete: DeleteNatGatewayCommand,
} as const

/** What a reference may stand for. */
const elsewhere = {
  group: 'other.example.com',
  version: 'v1',
  kind: 'Other',
  plural: 'others',
  value: ['status', 'id'],
}

/** What is said of a declaration; the compiler has not looked at it. */
function said(declaration: ErasedDefinition): readonly string[] {
  try {
    defineKind(traits, 'Thing', declaration)
    return []
  } catch (error) {
    if (error instanceof KindError) return error.flaws.map(({ code, sentence }) => `${code}: ${sentence}`)
    throw error
  }
}

test('a declaration without flaws is a kind', () => {
  expect([vpc, subnet, gateway].flatMap((one) => said(one))).toEqual([])
})

test.each<[because: string, declaration: ErasedDefinition, sentence: string]>([
  [
    'a create whose reply does not say the id makes objects that nobody knows',
    { ...vpc, create: CreateFlowLogsCommand, omit: ['CidrBlock'] },
    'NoId: The reply of CreateFlowLogs has no member VpcId, so that a Thing would be created without an id. Declare `created`: where the reply has it.',
  ],
  [
    'a delete that names no object deletes nothing',
    { ...vpc, delete: DeleteSubnetCommand },
    'Unaddressed: The request of DeleteSubnet has neither VpcId nor VpcIds, so that it would not say which Thing to delete.',
  ],
  [
    'two members under one name would overwrite each other',
    { ...vpc, rename: { CidrBlock: 'instanceTenancy' } },
    'TakenName: CidrBlock and InstanceTenancy of Thing are both called instanceTenancy. Rename one of them.',
  ],
  [
    'a state that means two things means the one that is looked at first',
    { ...vpc, state: { State: { ready: ['available'], wait: ['Available'] } } },
    'Contradiction: The state State Available of Thing means both ready and wait. Leave it in one place.',
  ],
  [
    'a state that stands twice is a slip of the pen',
    { ...vpc, state: { State: { ready: ['available', 'available'] } } },
    'Contradiction: The state State available of Thing stands twice in ready. Leave it in one place.',
  ],
  [
    'what is read back is not hidden',
    { ...vpc, createOnly: { instanceTenancy: {} }, writeOnly: ['instanceTenancy'] },
    'Contradiction: instanceTenancy of Thing stands in createOnly, which reads it back, and in writeOnly, which says that AWS never shows it. Take it out of one.',
  ],
  [
    'a reference whose field is taken could never be set',
    { ...vpc, fields: { vpcRef: text, vpcID: text }, refs: { vpcID: () => elsewhere } },
    'TakenName: The reference for vpcID of Thing is called vpcRef, and so is a field. Rename that field.',
  ],
  [
    'a rule on a field that is not there would make the API server refuse the definition',
    { ...vpc, rules: [{ rule: 'has(self.cidrBlok)', message: '', field: 'tags' }] },
    'UnknownField: A rule of Thing speaks of cidrBlok, but its spec has no such field.',
  ],
  [
    'so would one that kubectl is to name such a field for',
    { ...vpc, rules: [{ rule: 'has(self.tags)', message: '', field: 'cidrBlok' }] },
    'UnknownField: A rule of Thing speaks of cidrBlok, but its spec has no such field.',
  ],
  [
    'so would a rule on edits',
    { ...vpc, fixed: [{ rule: 'self.spec.tenancy == oldSelf.spec.tenancy', message: '', field: 'tags' }] },
    'UnknownField: A rule of Thing speaks of tenancy, but its spec has no such field.',
  ],
  [
    'a column of a field that is not there stays empty',
    { ...vpc, columns: [{ name: 'ID', jsonPath: '.status.vpcId' }] },
    'UnknownField: The column ID of Thing shows .status.vpcId, but its status has no vpcId.',
  ],
  [
    'a field that nothing shows is never filled in',
    { ...vpc, late: ['ipv4IPAMPoolID'] },
    'NoEffect: ipv4IPAMPoolID of Thing is filled in late, but neither a facet nor its item shows it. Take it out of late.',
  ],
  [
    'a change that names no object changes nothing',
    { ...vpc, facets: (of) => of.modify(ModifySubnetAttributeCommand, { instanceTenancy: 'MapPublicIpOnLaunch' }) },
    'Unaddressed: The request of ModifySubnetAttribute has no member VpcId that says which object it is about.',
  ],
  [
    'so does a change of a set',
    { ...vpc, facets: (of) => of.members(AssociateRouteTableCommand, { instanceTenancy: 'SubnetIds' }) },
    'Unaddressed: The request of AssociateRouteTable has no member VpcId that says which object it is about.',
  ],
])('%s', (_, declaration, sentence) => {
  expect(said(declaration)).toEqual([sentence])
})

test('a subresource is asked for and set by the id, and held by a member of the name of its field', () => {
  const facets: ErasedDefinition['facets'] = (of) =>
    of.subresource('instanceTenancy', { read: DescribeSubnetsCommand, put: ModifySubnetAttributeCommand })
  expect(said({ ...vpc, facets })).toEqual([
    'Unaddressed: The request of ModifySubnetAttribute has no member VpcId that says which object it is about.',
    'UnknownMember: The reply of DescribeSubnets has no member that is called instanceTenancy.',
    'UnknownMember: The request of ModifySubnetAttribute has no member that is called instanceTenancy.',
    'UnknownMember: Thing is read with VpcId, but DescribeSubnets has no such request member.',
  ])
})

test('an attribute is read and written by the id', () => {
  const facets: ErasedDefinition['facets'] = (of) =>
    of.attributes(DescribeVpcAttributeCommand, ModifySubnetAttributeCommand, { instanceTenancy: 'EnableDns64' })
  expect(said({ ...vpc, facets })).toEqual([
    'Unaddressed: The request of ModifySubnetAttribute has no member VpcId that says which object it is about.',
  ])
})

test('a read asks in members that its request has', () => {
  const asked = { ...traits, byId: () => ({ VpcNames: ['a'] }) }
  expect(() => defineKind(asked, 'Thing', vpc)).toThrow(
    'Thing is read with VpcNames, but DescribeVpcs has no such request member.',
  )
})

test('all flaws are said at once, those that leave no kind among them', () => {
  expect(said({ ...vpc, delete: DeleteSubnetCommand, refs: { subnet: () => elsewhere } })).toEqual([
    'Unaddressed: The request of DeleteSubnet has neither VpcId nor VpcIds, so that it would not say which Thing to delete.',
    'UnknownField: The kind read by DescribeVpcsCommand declares a reference at subnet, but its spec has no such field.',
  ])
})

const kinds = service(traits)
const Network = kinds.kind('Network', vpc)

test.each([
  {
    because: 'two kinds of one name in one group would share a definition',
    kinds: [Network, kinds.kind('Network', subnet)],
    sentence: 'Network and Network are both networks.test.services.k8s.aws. Give one another name or `plural`.',
  },
  {
    because: 'a reference to a kind under another plural would never be found',
    kinds: [Network, kinds.kind('Part', { ...subnet, refs: { vpcID: () => ({ ...Network.target, plural: 'nets' }) } })],
    sentence: 'vpcID of Part refers to a Network as nets of v1alpha1, but they are networks of v1alpha1.',
  },
  {
    because: 'a reference to a value that the kind does not have would wait for ever',
    kinds: [
      Network,
      kinds.kind('Part', { ...subnet, refs: { vpcID: () => ({ ...Network.target, value: ['status', 'id'] }) } }),
    ],
    sentence: 'vpcID of Part refers to a Network by status.id, which it does not have.',
  },
])('$because', ({ kinds: together, sentence }) => {
  expect(flawsAmong(together).map((flaw) => flaw.sentence)).toEqual([sentence])
  expect(() => checkKinds(together)).toThrow(sentence)
})

test('kinds that go together, and references to kinds of others, are as they should be', () => {
  const part = kinds.kind('Part', { ...subnet, refs: { vpcID: () => Network.target, ipv4IPAMPoolID: () => elsewhere } })
  expect(flawsAmong([Network, part])).toEqual([])
})
