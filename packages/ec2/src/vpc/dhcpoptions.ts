import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  DeleteDhcpOptionsCommand,
  DescribeDhcpOptionsCommand,
  DescribeVpcsCommand,
  type DhcpConfiguration,
  type DhcpOptions,
} from '@aws-sdk/client-ec2'
import { canonical, list, listed, text } from '@windlass/core'
import { ownerTags } from '@windlass/core/object'
import { ec2 } from '../service/service.ts'
import { users } from '../service/users.ts'
import { VPC } from './vpc.ts'

const all = () => 'all'
const vpcs = { read: listed({ operation: DescribeVpcsCommand, items: 'Vpcs', keys: all }), key: all }
const sets = { read: listed({ operation: DescribeDhcpOptionsCommand, items: 'DhcpOptions', keys: all }), key: all }

/** What a VPC has that has no options at all. Source: EC2 API reference, AssociateDhcpOptions. */
const none = 'default'

const tag = (key: string, of: Pick<DhcpOptions, 'Tags'> | undefined) => of?.Tags?.find(({ Key }) => Key === key)?.Value

/** The set of a region that AWS has made: its own name servers, and no tags of anybody. Source: VPC user guide. */
const regional = ({ DhcpConfigurations: all = [], Tags = [] }: DhcpOptions) =>
  Tags.length === 0 &&
  all.length === 2 &&
  all.some(({ Key }) => Key === 'domain-name') &&
  all.some(({ Key, Values }) => Key === 'domain-name-servers' && Values?.[0]?.Value === 'AmazonProvidedDNS')

/** Options as one text: their order says nothing, that of the values of one says which comes first. */
const spelled = (options: unknown) =>
  canonical(Object.fromEntries(Array.isArray(options) ? options.map(({ key, values }) => [key, values]) : []))

const shown = ({ Key, Values = [] }: DhcpConfiguration) => ({
  key: Key,
  values: Values.flatMap(({ Value }) => Value ?? []),
})

export const DHCPOptions = ec2.kind('DHCPOptions', {
  id: 'DhcpOptionsId',
  create: CreateDhcpOptionsCommand,
  read: DescribeDhcpOptionsCommand,
  items: 'DhcpOptions',
  notFound: ['InvalidDhcpOptionID.NotFound', 'InvalidDhcpOptionsID.NotFound'],
  delete: DeleteDhcpOptionsCommand,
  tagged: 'dhcp-options',
  plural: 'dhcpoptions',
  fields: {
    vpc: list(text).doc(
      'The VPCs that use the options. A VPC has one set: taken out, it gets back what it had before.',
    ),
  },
  refs: { vpc: { target: () => VPC.target } },
  facets: (of) => ({
    ...of.entries('vpc', {
      from: sets,
      beside: vpcs,
      // What a listing does not show may be there all the same: AWS says whether it knows the set on record.
      have: ({ id, displaced }, found, beside) =>
        beside.flatMap(({ VpcId = '', DhcpOptionsId }) => {
          const tries = [displaced?.[VpcId], found.find(regional)?.DhcpOptionsId, none]
          const [back = none, ...rest] = tries.flatMap((one) => (one === undefined || one === id ? [] : [one]))
          return DhcpOptionsId === id ? [{ VpcId, back, rest }] : []
        }),
      want: (ids, _seen, beside) =>
        ids.map((VpcId) => ({ VpcId, now: beside.find((one) => one.VpcId === VpcId)?.DhcpOptionsId })),
      spell: (those) => those.map(({ VpcId }) => VpcId),
      key: ({ VpcId }) => VpcId,
      noun: 'the options of',
      // Whose it is does not say who had it first: whoever has it, keeps it.
      held: ({ VpcId, now }, { item }, found) => {
        if (now === undefined) return { by: 'unseen', why: `AWS does not show ${VpcId}` }
        const holder = found.find((one) => one.DhcpOptionsId === now)
        const owner = tag(ownerTags.uid, holder)
        return owner === undefined || owner === tag(ownerTags.uid, item)
          ? undefined
          : { by: 'another', why: `${VpcId} has the options ${now} of another object` }
      },
      displaces: ({ VpcId, now }) => (now === undefined ? undefined : { from: VpcId, what: now }),
      add: [AssociateDhcpOptionsCommand, ({ VpcId }, { id }) => ({ VpcId, DhcpOptionsId: id })],
      remove: [AssociateDhcpOptionsCommand, ({ VpcId, back }) => ({ VpcId, DhcpOptionsId: back })],
      fallbacks: ({ VpcId, rest }) => rest.map((back) => ({ VpcId, back, rest: [] })),
      warning: ({ VpcId, back }) =>
        back === none ? `${VpcId} has no DHCP options now: those it had before are gone` : undefined,
      emptied: true,
    }),
  }),
  createOnly: {
    dhcpConfigurations: {
      have: ({ DhcpConfigurations }) => DhcpConfigurations?.map(shown),
      same: (want, have) => spelled(want) === spelled(have),
    },
  },
  blockers: users('DHCP options', ['VPC']),
})
