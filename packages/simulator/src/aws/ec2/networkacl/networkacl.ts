import { describe } from '../../engine/describe.ts'
import type { Module } from '../../engine/operation.ts'
import { ec2 } from '../service.ts'
import { NetworkAcls } from '../vpc/row.ts'

/** Reading of network ACLs. */
export const networkacl: Module = {
  service: ec2,
  operations: {
    DescribeNetworkAcls: describe({
      table: NetworkAcls,
      items: 'NetworkAcls',
      ids: 'NetworkAclIds',
      page: { min: 5, max: 1000 },
      filters: {
        'association.association-id': 'Associations.NetworkAclAssociationId',
        'association.network-acl-id': 'Associations.NetworkAclId',
        'association.subnet-id': 'Associations.SubnetId',
        default: 'IsDefault',
        'entry.cidr': 'Entries.CidrBlock',
        'entry.egress': 'Entries.Egress',
        'entry.ipv6-cidr': 'Entries.Ipv6CidrBlock',
        'entry.protocol': 'Entries.Protocol',
        'entry.rule-action': 'Entries.RuleAction',
        'entry.rule-number': 'Entries.RuleNumber',
        'network-acl-id': 'NetworkAclId',
        'owner-id': 'OwnerId',
        'vpc-id': 'VpcId',
      },
      view: (row) => row,
    }),
  },
}
