import { describe, expect, test } from 'vitest'
import { ownerTags } from '../kind/service.ts'
import {
  desiredTags,
  ownerOf,
  parseDefaultTags,
  signatureOf,
  TagFormatError,
  tagChanges,
  taggedByAck,
  tagsTooMany,
} from './tag.ts'

const facts = { service: 'ec2', version: '0.1.0', namespace: 'prod', name: 'main', kind: 'VPC' }
const owner = { uid: 'u-1', cluster: 'c-1' }
const tag = (Key: string, Value: string) => ({ Key, Value })
const owned = [tag(ownerTags.uid, 'u-1'), tag(ownerTags.cluster, 'c-1')]

describe('the resource-tags flag', () => {
  test('takes entries in one value or several', () => {
    expect(parseDefaultTags(['a=1,b=%K8S_NAMESPACE%', 'c='])).toEqual([
      { key: 'a', format: '1' },
      { key: 'b', format: '%K8S_NAMESPACE%' },
      { key: 'c', format: '' },
    ])
    expect(parseDefaultTags([''])).toEqual([])
  })

  test.each(['a', 'a=b=c', '=b'])('refuses %s', (entry) => {
    expect(() => parseDefaultTags([entry])).toThrow(TagFormatError)
  })
})

describe('desired tags', () => {
  test('keep the order of the user, whose values win over defaults', () => {
    const defaults = parseDefaultTags(['services.k8s.aws/namespace=%K8S_NAMESPACE%', 'team=platform'])
    expect(desiredTags([tag('z', '1'), tag('team', 'mine')], defaults, facts, owner)).toEqual([
      tag('z', '1'),
      tag('team', 'mine'),
      { ...tag('services.k8s.aws/namespace', 'prod'), optional: true },
      ...owned,
    ])
  })

  test.each([
    { format: '%CONTROLLER_SERVICE%-%CONTROLLER_VERSION%', version: '', value: 'ec2-unknown' },
    { format: '%K8S_RESOURCE_KIND%/%K8S_RESOURCE_NAME%', version: '1', value: 'VPC/main' },
    { format: '%NOBODY_KNOWS%', version: '1', value: '%NOBODY_KNOWS%' },
    { format: '%KRO_VERSION%', version: '1', value: undefined },
    { format: '%MANAGED_BY%', version: '1', value: undefined },
  ])('$format with version "$version" is $value', ({ format, version, value }) => {
    const tags = desiredTags([], [{ key: 'k', format }], { ...facts, version }, owner)
    expect(tags.find(({ Key }) => Key === 'k')?.Value).toBe(value)
  })

  test('never hold a key of AWS, and the owner is who it is', () => {
    expect(desiredTags([tag('aws:x', '1'), tag(ownerTags.uid, 'forged')], [], facts, owner)).toEqual([
      tag(ownerTags.uid, 'u-1'),
      tag(ownerTags.cluster, 'c-1'),
    ])
  })
})

test('the owner is read back from the tags', () => {
  expect(ownerOf(owned)).toEqual(owner)
  expect(ownerOf([tag('a', 'b')])).toBeUndefined()
  expect(ownerOf([tag(ownerTags.uid, 'u-1')])).toEqual({ uid: 'u-1', cluster: undefined })
})

test('either part of a signature may stand alone, and an empty tag says nothing', () => {
  expect(signatureOf([tag(ownerTags.cluster, 'c-1')])).toEqual({ uid: undefined, cluster: 'c-1' })
  expect(signatureOf([tag(ownerTags.uid, '')])).toEqual({ uid: undefined, cluster: undefined })
})

// Source of the forms: runtime/pkg/config of AWS Controllers for Kubernetes, flag `resource-tags`.
test.each([
  ['ec2-v1.20.0', 'shop', true],
  ['ec2-unknown', 'shop', true],
  ['efs-v1.4.1', 'shop', false],
  ['ec2', 'shop', false],
  ['ec2-v1.20.0', 'other', false],
])(
  'controller-version %s and namespace %s show an object of EC2 in the namespace shop: %s',
  (version, namespace, so) => {
    const tags = [tag('services.k8s.aws/controller-version', version), tag('services.k8s.aws/namespace', namespace)]
    expect(taggedByAck(tags, 'ec2', 'shop')).toBe(so)
  },
)

const many = (count: number, prefix = 'u') => Array.from({ length: count }, (_, nth) => tag(`${prefix}${nth}`, 'x'))

// Source: "Tag restrictions" in the guides of EC2 and EFS: 50 tags, those of AWS not counted.
describe('the room for tags', () => {
  const defaults = parseDefaultTags(['one=1', 'two=2'])
  test.each([
    { declared: 46, total: 50, over: 0 },
    { declared: 47, total: 50, over: 0 },
    { declared: 48, total: 50, over: 0 },
    { declared: 49, total: 51, over: 1 },
  ])('$declared tags of the user leave room for what default tags there may be', ({ declared, total, over }) => {
    expect(desiredTags(many(declared), defaults, facts, owner)).toHaveLength(total)
    expect(tagsTooMany([...many(declared), tag('aws:x', '1'), tag(ownerTags.uid, 'forged')])).toBe(over)
  })

  test('default tags give way to tags that others have put there, those first that AWS does not have', () => {
    const desired = desiredTags(many(40), parseDefaultTags(['one=1', 'two=2', 'three=3']), facts, owner)
    const present = [...many(40), tag('two', '2'), ...many(8, 'other'), tag('aws:x', '1')]
    const { set, room, remove } = tagChanges(desired, present, [])
    expect({ set: set.map(({ Key }) => Key), room, remove }).toEqual({
      set: Object.values(ownerTags),
      room: [tag('two', '2')],
      remove: [],
    })
  })
})

describe('tag changes', () => {
  const lazy = { ...tag('version', 'ec2-2'), lazy: true }
  test.each([
    { desired: [tag('a', '1')], present: [], applied: [], set: [tag('a', '1')], remove: [], because: 'it is missing' },
    {
      desired: [tag('a', '2')],
      present: [tag('a', '1')],
      applied: ['a'],
      set: [tag('a', '2')],
      remove: [],
      because: 'it differs',
    },
    {
      desired: [tag('a', '1')],
      present: [tag('a', '1'), tag('x', 'y')],
      applied: ['a'],
      set: [],
      remove: [],
      because: 'foreign tags stay',
    },
    {
      desired: [],
      present: [tag('a', '1'), tag('x', 'y')],
      applied: ['a'],
      set: [],
      remove: [tag('a', '1')],
      because: 'we applied it and nobody wants it now',
    },
    { desired: [], present: [], applied: ['a'], set: [], remove: [], because: 'it is gone already' },
    {
      desired: [],
      present: [tag('aws:a', '1')],
      applied: ['aws:a'],
      set: [],
      remove: [],
      because: "AWS's tags are AWS's",
    },
    {
      desired: [],
      present: owned,
      applied: [ownerTags.uid],
      set: [],
      remove: [],
      because: "the owner's tags are not the spec's to remove",
    },
    {
      desired: [lazy],
      present: [tag('version', 'ec2-1')],
      applied: ['version'],
      set: [],
      remove: [],
      because: 'an upgrade is no reason to write',
    },
    {
      desired: [tag('a', '1'), lazy],
      present: [tag('version', 'ec2-1')],
      applied: [],
      set: [tag('a', '1'), tag('version', 'ec2-2')],
      remove: [],
      because: 'it goes along with other tags',
    },
  ])('of $present to $desired: $because', ({ desired, present, applied, set, remove }) => {
    expect(tagChanges(desired, present, applied)).toEqual({ set, remove, room: [] })
  })
})
