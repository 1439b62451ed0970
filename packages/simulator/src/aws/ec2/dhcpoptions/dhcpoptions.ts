import type {
  AssociateDhcpOptionsRequest,
  CreateDhcpOptionsRequest,
  CreateDhcpOptionsResult,
  DeleteDhcpOptionsRequest,
  NewDhcpConfiguration,
} from '@aws-sdk/client-ec2'
import { describe } from '../../engine/describe.ts'
import { AwsFault } from '../../engine/fault.ts'
import { type Module, operation } from '../../engine/operation.ts'
import { reference } from '../../engine/reference.ts'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { ec2 } from '../service.ts'
import { Vpcs } from '../vpc/row.ts'
import { DhcpOptionSets, type DhcpOptionsRow } from './row.ts'

/** How many values an option takes. Source: EC2 API reference, CreateDhcpOptions. */
const most: Readonly<Record<string, number>> = {
  'domain-name': 1,
  'domain-name-servers': 4,
  'ntp-servers': 8,
  'netbios-name-servers': 4,
  'netbios-node-type': 1,
  'ipv6-address-preferred-lease-time': 1,
}

const nodeTypes = ['1', '2', '4', '8']

/** The words are those that manifests of AWS's users meet: "Unknown DHCP option". */
const invalid = (value: string, why: string) =>
  new AwsFault('InvalidParameterValue', `Value (${value}) for parameter name is invalid. ${why}`)

function checked({ Key = '', Values = [] }: NewDhcpConfiguration): NonNullable<DhcpOptionsRow['DhcpConfigurations']> {
  const limit = most[Key]
  if (limit === undefined) throw invalid(Key, 'Unknown DHCP option')
  const [first] = Values
  if (first === undefined) throw invalid(Key, 'It has no values')
  if (Values.length > limit) throw invalid(Key, `It takes at most ${limit} values`)
  if (Key === 'netbios-node-type' && !nodeTypes.includes(first)) throw invalid(first, 'Not a NetBIOS node type')
  return [{ Key, Values: Values.map((Value) => ({ Value })) }]
}

/** AWS goes on refusing to delete options for some seconds after the last VPC has left them. As reported: gruntwork-io/cloud-nuke#118. */
const notice = 5000

function associate({ VpcId, DhcpOptionsId }: AssociateDhcpOptionsRequest, region: Region): undefined {
  const vpc = region.require(Vpcs, VpcId)
  const wanted = DhcpOptionsId === 'default' ? 'default' : region.require(DhcpOptionSets, DhcpOptionsId).id
  const sets = region.table(DhcpOptionSets)
  const left = wanted === vpc.DhcpOptionsId ? undefined : sets.get(vpc.DhcpOptionsId)
  region.table(Vpcs).update(vpc.id, { DhcpOptionsId: wanted })
  if (left === undefined) return
  sets.update(left.id, { leaving: [...(left.leaving ?? []), vpc.id] })
  region.begin('dhcpoptions.left', left.id, vpc.id)
}

function remove({ DhcpOptionsId: id }: DeleteDhcpOptionsRequest, region: Region): undefined {
  const row = region.require(DhcpOptionSets, id)
  if (row.leaving !== undefined && row.leaving.length > 0)
    throw new AwsFault('DependencyViolation', `The dhcpOptions '${row.id}' has dependencies and cannot be deleted.`)
  region.refuseWhileReferenced('dhcpOptions', row.id)
  region.table(DhcpOptionSets).delete(row.id)
}

/** Puts the default set of DHCP options into a new region. */
function prepareDhcpOptions(region: Region): void {
  const DhcpOptionsId = region.newId('dopt')
  const domain = region.name === 'us-east-1' ? 'ec2.internal' : `${region.name}.compute.internal`
  region.table(DhcpOptionSets).put({
    id: DhcpOptionsId,
    DhcpOptionsId,
    OwnerId: region.account,
    isDefault: true,
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: domain }] },
      { Key: 'domain-name-servers', Values: [{ Value: 'AmazonProvidedDNS' }] },
    ],
    Tags: [],
  })
}

/** DHCP options: a set cannot change, a VPC has one or none, and `default` stands for none. */
export const dhcpoptions: Module = {
  service: ec2,
  tables: [DhcpOptionSets],
  prepare: prepareDhcpOptions,
  operations: {
    CreateDhcpOptions: operation<CreateDhcpOptionsRequest, CreateDhcpOptionsResult>({
      creates: DhcpOptionSets,
      handle({ DhcpConfigurations = [] }, { region, tags }) {
        const id = region.newId('dopt')
        const row = region.table(DhcpOptionSets).put({
          id,
          DhcpOptionsId: id,
          OwnerId: region.account,
          isDefault: false,
          DhcpConfigurations: DhcpConfigurations.flatMap(checked),
          Tags: tags,
        })
        return { DhcpOptions: { ...row, Tags: tags } }
      },
    }),
    AssociateDhcpOptions: operation<AssociateDhcpOptionsRequest, object>({
      about: ({ DhcpOptionsId = '', VpcId = '' }: AssociateDhcpOptionsRequest) => [DhcpOptionsId, VpcId],
      handle: (input, { region }) => associate(input, region),
    }),
    DeleteDhcpOptions: operation<DeleteDhcpOptionsRequest, object>({
      ids: { DhcpOptionsId: DhcpOptionSets },
      handle: (input, { region }) => remove(input, region),
    }),
    DescribeDhcpOptions: describe({
      table: DhcpOptionSets,
      items: 'DhcpOptions',
      ids: 'DhcpOptionsIds',
      page: { min: 5, max: 1000 },
      filters: {
        'dhcp-options-id': 'DhcpOptionsId',
        key: 'DhcpConfigurations.Key',
        value: 'DhcpConfigurations.Values.Value',
        'owner-id': 'OwnerId',
      },
      view: (row) => row,
    }),
  },
  transitions: {
    'dhcpoptions.left': transition(DhcpOptionSets, {
      after: notice,
      apply: ({ leaving = [] }, _region, vpc) => {
        const left = leaving.filter((one) => one !== vpc)
        return { leaving: left.length === 0 ? undefined : left }
      },
    }),
  },
  references: [reference(Vpcs, (row) => [row.DhcpOptionsId])],
}
