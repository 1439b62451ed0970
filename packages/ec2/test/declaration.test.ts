import {
  AssociateVpcCidrBlockCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  ModifyVpcTenancyCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { flag, live, user } from '@windlass/core'
import { expect, test } from 'vitest'
import { ec2 } from '../src/service/service.ts'
import { VPC } from '../src/vpc/vpc.ts'

const base = {
  id: 'VpcId',
  create: CreateVpcCommand,
  read: DescribeVpcsCommand,
  items: 'Vpcs',
  notFound: ['InvalidVpcID.NotFound'],
  delete: DeleteVpcCommand,
} as const

/** Each of these is a mistake that the compiler names where it is made. Nothing of it runs. */
export const mistakes = [
  // @ts-expect-error: a VPC has no VpcIdd.
  () => ec2.kind('A', { ...base, id: 'VpcIdd' }),
  // @ts-expect-error: the reply has no list of that name.
  () => ec2.kind('A', { ...base, items: 'Vpc' }),
  // @ts-expect-error: the state member is State.
  () => ec2.kind('A', { ...base, state: { Stat: { ready: ['available'] } } }),
  // @ts-expect-error: no VPC is ever avaliable.
  () => ec2.kind('A', { ...base, state: { State: { ready: ['avaliable'] } } }),
  // @ts-expect-error: the spec has no vpcId to refer with.
  () => ec2.kind('A', { ...base, refs: { vpcId: { target: () => VPC.target } } }),
  // @ts-expect-error: the request has no member to leave out by that name.
  () => ec2.kind('A', { ...base, omit: ['CidrBlok'] }),
  // @ts-expect-error: a list of ranges has no element that is called Cidr.
  () => ec2.kind('A', { ...base, parts: { CidrBlockAssociationSet: { name: 'Cidr', state: 'CidrBlockState.State' } } }),
  // @ts-expect-error: what is filled in late is a field of the spec.
  () => ec2.kind('A', { ...base, late: ['dhcpOptions'] }),
  // @ts-expect-error: the item has no member of that name to leave out of status.
  () => ec2.kind('A', { ...base, statusOmit: ['Arn'] }),
  () =>
    // @ts-expect-error: there is no spec field for this facet.
    ec2.kind('A', { ...base, facets: (of) => ({ ...of.inert('tenancy') }) }),
  () =>
    ec2.kind('A', {
      ...base,
      // @ts-expect-error: the modify request has no such member.
      facets: (of) => ({ ...of.modify(ModifyVpcTenancyCommand, { instanceTenancy: 'Tenancy' }) }),
    }),
  () =>
    ec2.kind('A', {
      ...base,
      facets: (of) => ({
        ...of.modify(ModifyVpcTenancyCommand, {
          // @ts-expect-error: nothing stands at that path of a VPC.
          instanceTenancy: { to: 'InstanceTenancy', at: 'Tenancy.Instance' },
        }),
      }),
    }),
  () =>
    ec2.kind('A', {
      ...base,
      facets: (of) => ({
        ...of.entries('ipv6CIDRBlock', {
          have: ({ item }) => live(item.Ipv6CidrBlockAssociationSet, 'Ipv6CidrBlockState.State'),
          want: (Ipv6CidrBlock) => [{ Ipv6CidrBlock }],
          key: ({ Ipv6CidrBlock = '' }) => Ipv6CidrBlock,
          add: [AssociateVpcCidrBlockCommand, (one, { id }) => ({ VpcId: id, ...one })],
          // @ts-expect-error: this request takes an association, not a range.
          remove: [DisassociateVpcCidrBlockCommand, ({ Ipv6CidrBlock }) => ({ Ipv6CidrBlock })],
        }),
      }),
    }),
  (vpc: { CidrBlockAssociationSet: { CidrBlockState: { State: string } }[] }) =>
    // @ts-expect-error: the elements of this list have no State of their own.
    live(vpc.CidrBlockAssociationSet, 'State'),
  // @ts-expect-error: what names a user is a member of the items.
  () => user({ read: DescribeVpcsCommand, items: 'Vpcs', id: 'Id', by: {} }),
  // @ts-expect-error: the request is that of CreateVpc.
  () => ec2.kind('A', { ...base, request: () => ({ CidrBlok: '10.0.0.0/16' }) }),
]

/** The kinds that are to come need these: they compile. */
export const promises = [
  () =>
    ec2.kind('Instance', {
      id: 'InstanceId',
      create: RunInstancesCommand,
      read: DescribeInstancesCommand,
      items: 'Reservations[].Instances',
      notFound: ['InvalidInstanceID.NotFound'],
      delete: TerminateInstancesCommand,
      state: { 'State.Name': { ready: ['running', 'stopped'], wait: ['pending'], gone: ['terminated'] } },
      fields: { monitored: flag },
    }),
]

test('a mistake in a declaration does not compile: there is a case for each name that a kind writes', () => {
  expect(mistakes).toHaveLength(16)
})
