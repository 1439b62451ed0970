import type { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { story } from '../story.ts'

const network = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.7.0.0/16, 10.8.0.0/16] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: InternetGateway
metadata: { name: one }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: one }
spec:
  vpcRef: { from: { name: main } }
  routes: [{ destinationCIDRBlock: 172.16.0.0/16, gatewayRef: { from: { name: one } } }]
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: RouteTable
metadata: { name: two }
spec: { vpcRef: { from: { name: main } } }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.7.1.0/24, vpcRef: { from: { name: main } }, routeTableRefs: [{ from: { name: one } }] }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: SecurityGroup
metadata: { name: web }
spec:
  name: web
  description: web
  vpcRef: { from: { name: main } }
  ingressRules: [{ ipProtocol: tcp, fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: 10.1.0.0/16 }] }]
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPCEndpoint
metadata: { name: s3 }
spec:
  vpcRef: { from: { name: main } }
  serviceName: com.amazonaws.us-west-2.s3
  routeTableRefs: [{ from: { name: one } }]
`
const objects = [
  ['InternetGateway', 'one'],
  ['RouteTable', 'one'],
  ['RouteTable', 'two'],
  ['Subnet', 'one'],
  ['SecurityGroup', 'web'],
  ['VPCEndpoint', 's3'],
  ['VPC', 'main'],
] as const

type Tables = Awaited<ReturnType<typeof story>>['tables']

const groupRules = (tables: Tables) =>
  tables.securityGroupRules
    .where('group', tables.securityGroups.all().find((row) => row.GroupName === 'web')?.id)
    .filter((row) => !row.IsEgress)
const routed = (tables: Tables) =>
  tables.routeTables.all().flatMap((row) => row.Routes?.map((route) => route.DestinationCidrBlock ?? '') ?? [])

/** Edits, and what must hold after every call to AWS while they are carried out. */
const edits = [
  {
    because: 'a rule that widens lets in whom the narrow one let in',
    kind: 'SecurityGroup',
    name: 'web',
    spec: { ingressRules: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: '10.0.0.0/8' }] }] },
    holds: (tables: Tables) => groupRules(tables).length > 0,
    ends: (tables: Tables) => groupRules(tables).every((row) => row.CidrIpv4 === '10.0.0.0/8'),
  },
  {
    because: 'a rule keeps its place while its description changes',
    kind: 'SecurityGroup',
    name: 'web',
    spec: {
      ingressRules: [
        { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: '10.1.0.0/16', description: 'x' }] },
      ],
    },
    holds: (tables: Tables) => groupRules(tables).length === 1,
    ends: (tables: Tables) => groupRules(tables).every((row) => row.Description === 'x'),
  },
  {
    because: 'a route that widens covers what the narrow one covered',
    kind: 'RouteTable',
    name: 'one',
    spec: { routes: [{ destinationCIDRBlock: '172.16.0.0/12', gatewayRef: { from: { name: 'one' } } }] },
    holds: (tables: Tables) => routed(tables).some((to) => to.startsWith('172.16.')),
    ends: (tables: Tables) => !routed(tables).includes('172.16.0.0/16'),
  },
  {
    because: 'a subnet that changes its table is never on the main one',
    kind: 'Subnet',
    name: 'one',
    spec: { routeTableRefs: [{ from: { name: 'two' } }] },
    holds: (tables: Tables) => tables.routeTableAssociations.all().some((one) => one.SubnetId !== undefined),
    ends: (tables: Tables) => {
      const [own] = tables.routeTableAssociations.all().filter((one) => one.SubnetId !== undefined)
      return tables.routeTables
        .get(own?.RouteTableId)
        ?.Routes?.every((to) => to.DestinationCidrBlock !== '172.16.0.0/16')
    },
  },
  {
    because: 'an endpoint that changes its tables is in one of them all the time',
    kind: 'VPCEndpoint',
    name: 's3',
    spec: { routeTableRefs: [{ from: { name: 'two' } }] },
    holds: (tables: Tables) => (tables.vpcEndpoints.all()[0]?.RouteTableIds?.length ?? 0) > 0,
    ends: (tables: Tables) => tables.vpcEndpoints.all()[0]?.RouteTableIds?.length === 1,
  },
  {
    because: 'a range that takes the place of another is there before that goes',
    kind: 'VPC',
    name: 'main',
    spec: { cidrBlocks: ['10.7.0.0/16', '10.9.0.0/16'] },
    holds: (tables: Tables) => ranges(tables).length >= 2,
    ends: (tables: Tables) => ranges(tables).join() === '10.7.0.0/16,10.9.0.0/16',
  },
]

function ranges(tables: Tables): readonly string[] {
  const own = tables.vpcs.all().find((row) => row.CidrBlock === '10.7.0.0/16')?.CidrBlockAssociationSet ?? []
  return own.filter((one) => one.CidrBlockState?.State !== 'disassociated').map((one) => one.CidrBlock ?? '')
}

/** Looks after every call to AWS. */
function watched(stage: Stage, look: () => void): void {
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    try {
      return await invoke(...call)
    } finally {
      look()
    }
  }
}

test.each(edits)('$because', async ({ kind, name, spec, holds, ends }) => {
  const { stage, tables } = await story()
  await stage.apply(network)
  for (const [each, called] of objects) await stage.synced(each, called)
  const seen: boolean[] = []
  const before = stage.aws.journal.totals().mutating
  watched(stage, () => seen.push(holds(tables)))
  await stage.edit(kind, name, { spec })
  await stage.synced(kind, name)
  expect(ends(tables)).toBe(true)
  expect(stage.aws.journal.totals().mutating).toBeGreaterThan(before)
  expect(seen).not.toContain(false)
})

test('an addition that AWS refuses keeps what was to go in its place', async () => {
  const { stage, tables } = await story()
  await stage.apply(network)
  for (const [each, called] of objects) await stage.synced(each, called)
  await stage.edit('SecurityGroup', 'web', {
    spec: { ingressRules: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: [{ cidrIP: '10.0.0.0/99' }] }] },
  })
  await stage.clock.advance(60_000)
  expect(groupRules(tables)).toMatchObject([{ CidrIpv4: '10.1.0.0/16' }])
})
