import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  type NetworkAcl,
  ReplaceNetworkAclAssociationCommand,
  ReplaceNetworkAclEntryCommand,
} from '@aws-sdk/client-ec2'
import { list, listed, requested, text } from '@windlass/core'
import { ec2 } from '../../src/service/service.ts'
import { target } from '../../src/service/target.ts'

const entry = requested(CreateNetworkAclEntryCommand, ['NetworkAclId', 'DryRun'])

/** The rules that AWS puts into every list and nobody changes. Source: VPC user guide, network ACL rules. */
const builtIn = [32767, 32768]

const all = () => 'all'
const lists = { read: listed({ operation: DescribeNetworkAclsCommand, items: 'NetworkAcls', keys: all }), key: all }
const held = (found: readonly NetworkAcl[]) => found.flatMap(({ Associations = [] }) => Associations)

/** A subnet has one list always: associations are only ever replaced. */
export const draft = () =>
  ec2.kind('NetworkACL', {
    id: 'NetworkAclId',
    create: CreateNetworkAclCommand,
    read: DescribeNetworkAclsCommand,
    items: 'NetworkAcls',
    notFound: ['InvalidNetworkAclID.NotFound'],
    delete: DeleteNetworkAclCommand,
    tagged: 'network-acl',
    fields: { entries: list(entry).doc('The rules.'), subnets: list(text).doc('The subnets that the rules guard.') },
    refs: { vpcID: () => target('VPC', 'vpcID'), subnets: () => target('Subnet', 'subnetID') },
    facets: (of) => ({
      ...of.entries('entries', {
        have: ({ item: { Entries = [] } }) => Entries.filter(({ RuleNumber = 0 }) => !builtIn.includes(RuleNumber)),
        want: (rules) => rules.map(entry.toAWS),
        key: ({ Egress, RuleNumber }) => `${Egress ? 'egress' : 'ingress'} rule ${RuleNumber}`,
        same: (want, have) => want.RuleAction === have.RuleAction && want.CidrBlock === have.CidrBlock,
        add: [CreateNetworkAclEntryCommand, (rule) => rule],
        replace: [ReplaceNetworkAclEntryCommand, (rule) => rule],
        remove: [DeleteNetworkAclEntryCommand, ({ Egress, RuleNumber }) => ({ Egress, RuleNumber })],
      }),
      ...of.entries('subnets', {
        from: lists,
        beside: lists,
        have: ({ id, item }, found) => {
          const back = found.find(({ IsDefault, VpcId }) => IsDefault && VpcId === item.VpcId)?.NetworkAclId
          return held(found).flatMap((one) => (one.NetworkAclId === id ? [{ ...one, back }] : []))
        },
        want: (ids, _seen, found) =>
          ids.map((id) => held(found).find(({ SubnetId }) => SubnetId === id) ?? { SubnetId: id }),
        key: ({ SubnetId = '' }) => SubnetId,
        noun: 'the rules of',
        add: [ReplaceNetworkAclAssociationCommand, ({ NetworkAclAssociationId: AssociationId }) => ({ AssociationId })],
        // A subnet that is taken out is guarded by the default list of its VPC.
        remove: [
          ReplaceNetworkAclAssociationCommand,
          ({ NetworkAclAssociationId: AssociationId, back }) => ({ AssociationId, NetworkAclId: back }),
        ],
        emptied: true,
      }),
    }),
  })
