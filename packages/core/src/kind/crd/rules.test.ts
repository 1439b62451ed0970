import { describe, expect, test } from 'vitest'
import { refusals } from '../../../test/admit.ts'
import { NATGateway, RouteTable, Subnet } from '../../../test/kinds.ts'
import type { Item } from '../../schema/json.ts'
import type { Kind } from '../kind.ts'
import { crdOf } from './crd.ts'

/** The fields that the rules of a kind's CRD refuse. */
function refused(kind: Kind, now: Item, before?: Item): readonly string[] {
  return said(kind, now, before).map((sentence) => sentence.slice(0, sentence.indexOf(':')))
}

function said(kind: Kind, now: Item, before?: Item): readonly string[] {
  const schema = crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema ?? {}
  return refusals(schema, now, before)
}

const ref = (name: string) => ({ from: { name } })
const made = (spec: Item) => ({ spec, status: { subnetID: 'subnet-1' } })

const edits: readonly { because: string; before: Item; now: Item; refused: readonly string[] }[] = [
  { because: 'nothing changed', before: { cidrBlock: 'a' }, now: { cidrBlock: 'a' }, refused: [] },
  {
    because: 'AWS cannot change it',
    before: { cidrBlock: 'a' },
    now: { cidrBlock: 'b' },
    refused: ['.spec.cidrBlock'],
  },
  { because: 'AWS cannot take it back', before: { cidrBlock: 'a' }, now: {}, refused: ['.spec.cidrBlock'] },
  { because: 'AWS has chosen a value already', before: {}, now: { cidrBlock: 'a' }, refused: ['.spec.cidrBlock'] },
  {
    because: 'every field is named',
    before: { cidrBlock: 'a', ipv6Native: false },
    now: { cidrBlock: 'b', ipv6Native: true },
    refused: ['.spec.cidrBlock', '.spec.ipv6Native'],
  },
  { because: 'tags always can', before: {}, now: { tags: [{ key: 'a', value: 'b' }] }, refused: [] },
  { because: 'the controller fills the zone in', before: {}, now: { availabilityZone: 'a' }, refused: [] },
  { because: 'it would be filled in again', before: { availabilityZone: 'a' }, now: {}, refused: [] },
  {
    because: 'a zone that is filled in is as fixed as one that was given',
    before: { availabilityZone: 'a' },
    now: { availabilityZone: 'b' },
    refused: ['.spec.availabilityZone'],
  },
  { because: 'an id may give way to a name', before: { vpcID: 'vpc-1' }, now: { vpcRef: ref('v') }, refused: [] },
  { because: 'a name may give way to an id', before: { vpcRef: ref('v') }, now: { vpcID: 'vpc-1' }, refused: [] },
  { because: 'not to another id', before: { vpcID: 'vpc-1' }, now: { vpcID: 'vpc-2' }, refused: ['.spec.vpcID'] },
  { because: 'not to another name', before: { vpcRef: ref('v') }, now: { vpcRef: ref('w') }, refused: ['.spec.vpcID'] },
  { because: 'one of them must stay', before: { vpcRef: ref('v') }, now: {}, refused: ['.spec.vpcID'] },
]

describe('once AWS has the object', () => {
  test.each(edits)('$because: $before to $now', ({ before, now, refused: fields }) => {
    expect(refused(Subnet, made(now), made(before))).toEqual(fields)
  })
})

describe('before AWS has the object', () => {
  test.each([
    { because: 'there is no status', status: undefined },
    { because: 'the status has no id', status: { conditions: [] } },
  ])('everything can change: $because', ({ status }) => {
    const before = { spec: { cidrBlock: 'a', vpcID: 'vpc-1' }, ...(status && { status }) }
    const now = { spec: { cidrBlock: 'b' }, ...(status && { status }) }
    expect(refused(Subnet, now, before)).toEqual([])
  })

  test('an object without a spec is left to AWS', () => {
    expect(refused(Subnet, {})).toEqual([])
    expect(refused(Subnet, { status: { subnetID: 'subnet-1' } }, { status: { subnetID: 'subnet-1' } })).toEqual([])
  })
})

test('a field with a facet can change', () => {
  const status = { routeTableID: 'rtb-1' }
  const before = { spec: { routes: [] }, status }
  const now = { spec: { routes: [{ destinationCIDRBlock: '0.0.0.0/0', gatewayID: 'igw-1' }] }, status }
  expect(refused(RouteTable, now, before)).toEqual([])
})

test('the id may have another name than in AWS', () => {
  const status = { id: 'nat-1' }
  const before = { spec: { connectivity: 'public' }, status }
  expect(refused(NATGateway, { spec: { connectivity: 'private' }, status }, before)).toEqual(['.spec.connectivity'])
})

test.each([
  { state: 'deleted', refused: [], because: 'AWS lists what is no longer there' },
  { state: 'pending', refused: ['.spec.connectivity'], because: 'it is there' },
])('the spec of an object that is $state: $because', ({ state, refused: fields }) => {
  const status = { id: 'nat-1', state }
  const before = { spec: { connectivity: 'public' }, status }
  expect(refused(NATGateway, { spec: { connectivity: 'private' }, status }, before)).toEqual(fields)
})

const writings: readonly { because: string; kind: Kind; spec: Item; refused: readonly string[] }[] = [
  { because: 'an id alone', kind: Subnet, spec: { vpcID: 'vpc-1' }, refused: [] },
  { because: 'a name alone', kind: Subnet, spec: { vpcRef: ref('v') }, refused: [] },
  { because: 'both', kind: Subnet, spec: { vpcID: 'vpc-1', vpcRef: ref('v') }, refused: ['.spec.vpcRef'] },
  {
    because: 'both, inside a list',
    kind: RouteTable,
    spec: { routes: [{ natGatewayID: 'n' }, { natGatewayID: 'n', natGatewayRef: ref('n') }] },
    refused: ['.spec.routes[1].natGatewayRef'],
  },
  {
    because: "against the kind's own rule",
    kind: Subnet,
    spec: { cidrBlock: 'a', ipv4IPAMPoolID: 'b' },
    refused: ['.spec.cidrBlock'],
  },
]

describe('as written', () => {
  test.each(writings)('$because: refused are $refused', ({ kind, spec, refused: fields }) => {
    expect(refused(kind, { spec })).toEqual(fields)
  })
})

test('a refusal says what to do', () => {
  expect(said(Subnet, made({ cidrBlock: 'b' }), made({ cidrBlock: 'a' }))).toEqual([
    '.spec.cidrBlock: cidrBlock is immutable: AWS cannot change it on an existing Subnet. Put the old value back, or ' +
      'delete the object and create it anew, or create another one beside it.',
  ])
  expect(said(Subnet, { spec: { vpcID: 'vpc-1', vpcRef: ref('v') } })).toEqual([
    '.spec.vpcRef: Set vpcID or vpcRef, not both: they are two ways to name the same thing.',
  ])
})
