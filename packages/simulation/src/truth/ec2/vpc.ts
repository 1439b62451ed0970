import { ec2 } from '@windlass/simulator'
import { range, sizeOf, texts } from '../spelling.ts'
import { type Look, truth } from '../truth.ts'

type Row = ec2.VpcRow

const stands = (state: string | undefined) => state === 'associated'
const blocks = (row: Row) =>
  (row.CidrBlockAssociationSet ?? []).filter((one) => stands(one.CidrBlockState?.State)).map((one) => one.CidrBlock)
const ipv6 = (row: Row) =>
  (row.Ipv6CidrBlockAssociationSet ?? []).filter((one) => stands(one.Ipv6CidrBlockState?.State))
const owned = (row: Row) => ipv6(row).filter((one) => one.Ipv6Pool !== 'Amazon')

/** Whether the default group of a VPC has a rule that AWS puts into every new one. */
function open(row: Row, { place }: Look): boolean {
  const group = place
    .table(ec2.SecurityGroups)
    .all()
    .find((one) => one.VpcId === row.id && one.GroupName === 'default')
  const rules = place.table(ec2.SecurityGroupRules).all()
  return rules.some(
    (rule) =>
      rule.GroupId === group?.id &&
      rule.IpProtocol === '-1' &&
      (rule.IsEgress
        ? rule.CidrIpv4 === '0.0.0.0/0' || rule.CidrIpv6 === '::/0'
        : rule.ReferencedGroupInfo?.GroupId === group.id),
  )
}

export const vpc = truth(ec2.Vpcs, {
  kind: 'VPC',
  state: ({ State }) => State,
  settled: ['available'],
  fields: {
    cidrBlocks: {
      // An empty list asks for nothing: the range is out of a pool. The first is the primary one.
      want: (value) => (texts(value).length === 0 ? undefined : { primary: range(texts(value)[0]), all: range(value) }),
      have: (row) => ({ primary: range(row.CidrBlock), all: range(blocks(row)) }),
    },
    amazonProvidedIPv6CIDRBlock: {
      want: (value) => (value === true ? 'one' : 'none'),
      have: (row) => ['none', 'one'][ipv6(row).length - owned(row).length] ?? 'several',
    },
    ipv6CIDRBlock: { want: (value) => [value], have: (row) => owned(row).map((one) => one.Ipv6CidrBlock), as: range },
    ipv6Pool: { have: (row) => owned(row)[0]?.Ipv6Pool, open: true },
    ipv6NetmaskLength: { have: (row) => sizeOf(owned(row)[0]?.Ipv6CidrBlock), open: true },
    ipv6CIDRBlockNetworkBorderGroup: { have: (row) => ipv6(row)[0]?.NetworkBorderGroup, open: true },
    ipv4NetmaskLength: { have: (row) => sizeOf(row.CidrBlock) },
    ipv4IPAMPoolID: { hidden: 'AWS shows the range and not the pool' },
    ipv6IPAMPoolID: { hidden: 'AWS shows the range and not the pool' },
    enableDNSSupport: {},
    enableDNSHostnames: {},
    enableNetworkAddressUsageMetrics: {},
    instanceTenancy: {},
    disallowSecurityGroupDefaultRules: {
      want: (value) => (value === true ? 'none' : undefined),
      have: (row, look) => (open(row, look) ? 'some' : 'none'),
    },
  },
})
