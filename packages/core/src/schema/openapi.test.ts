import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  CreateNatGatewayCommand,
  DescribeNatGatewaysCommand,
} from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { narrowed } from './narrow.ts'
import { changedAt, ordered, type Schema, schemaOf } from './openapi.ts'
import { type Shape, signature } from './shape.ts'

const at = (schema: Schema, ...path: readonly string[]): Schema | undefined =>
  path.reduce<Schema | undefined>((here, step) => (step === '[]' ? here?.items : here?.properties?.[step]), schema)

const template = schemaOf(signature(CreateLaunchTemplateCommand).input)
const data = ['launchTemplateData', 'instanceRequirements']

test.each([
  {
    because: 'the SDK does not tell whole numbers, and nearly all are',
    path: [...data, 'vCPUCount', 'min'],
    schema: { type: 'integer', format: 'int64' },
  },
  {
    because: 'memory per processor has a fraction',
    path: [...data, 'memoryGiBPerVCPU', 'max'],
    schema: { type: 'number' },
  },
  { because: 'flags are flags', path: ['launchTemplateData', 'ebsOptimized'], schema: { type: 'boolean' } },
  {
    because: 'AWS adds values to its enumerations',
    path: ['launchTemplateData', 'instanceType'],
    schema: { type: 'string' },
  },
  {
    because: 'lists have a schema for their elements',
    path: ['launchTemplateData', 'securityGroupIDs'],
    schema: { type: 'array', items: { type: 'string' } },
  },
])('$because', ({ path, schema }) => {
  expect(at(template, ...path)).toEqual(schema)
})

test('a date is text in the form of a date', () => {
  const reply = schemaOf(signature(DescribeNatGatewaysCommand).output)
  expect(at(reply, 'natGateways', '[]', 'createTime')).toEqual({ type: 'string', format: 'date-time' })
})

test('a structure inside itself takes anything, because a schema has an end', () => {
  const loop: Shape = { ...structure(() => [['Again', loop]]) }
  expect(at(schemaOf(loop), 'again')).toEqual({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })
})

test('descriptions go where their structure and member are', () => {
  const words = schemaOf(signature(CreateNatGatewayCommand).input, (owner, member) => `${owner}.${member}`)
  expect(at(words, 'subnetID')?.description).toBe('CreateNatGatewayRequest.SubnetId')
})

test('a change at a path enters lists, and says which it entered', () => {
  const fleet = schemaOf(signature(CreateFleetCommand).input)
  const changed = changedAt(
    fleet,
    ['launchTemplateConfigs', 'overrides'],
    (part) => ({ ...part, description: 'changed' }),
    (list) => ({ ...list, maxItems: 7 }),
  )
  expect(at(changed, 'launchTemplateConfigs')?.maxItems).toBe(7)
  expect(at(changed, 'launchTemplateConfigs', '[]', 'overrides')?.maxItems).toBe(7)
  expect(at(changed, 'launchTemplateConfigs', '[]', 'overrides', '[]')?.description).toBe('changed')
  expect(changedAt(fleet, ['no', 'such'], () => ({}))).toEqual(fleet)
})

test('properties are in alphabetical order at every depth, because the SDK changes its own', () => {
  const inner: Schema = { type: 'object', properties: { d: { type: 'string' }, c: { type: 'string' } } }
  const schema = ordered({ type: 'object', properties: { b: { type: 'array', items: inner }, a: inner } })
  expect(JSON.stringify(schema).match(/(?<=")[abcd](?=")/g)).toEqual(['a', 'c', 'd', 'b', 'c', 'd'])
})

const was: Schema = {
  type: 'object',
  properties: {
    list: { type: 'array', items: { type: 'string' } },
    map: { type: 'object', additionalProperties: { type: 'boolean' } },
  },
}
test.each<{ because: string; now: Schema; differences: readonly string[] }>([
  { because: 'the same is the same', now: was, differences: [] },
  {
    because: 'more is not less',
    now: { ...was, properties: { ...was.properties, more: { type: 'string' } } },
    differences: [],
  },
  {
    because: 'a field may be missing',
    now: { type: 'object', properties: { map: was.properties?.map ?? {} } },
    differences: ['.list is missing'],
  },
  {
    because: 'a type may differ, also in a list',
    now: { ...was, properties: { ...was.properties, list: { type: 'array', items: { type: 'integer' } } } },
    differences: ['.list[] is integer instead of string'],
  },
  {
    because: 'a format refuses values',
    now: {
      ...was,
      properties: { ...was.properties, list: { type: 'array', items: { type: 'string', format: 'date' } } },
    },
    differences: ['.list[] has the format date instead of none'],
  },
  { because: 'a field may be demanded', now: { ...was, required: ['list'] }, differences: ['.list is required'] },
  {
    because: 'values of maps count',
    now: { ...was, properties: { ...was.properties, map: { type: 'object' } } },
    differences: ['.map{} is missing'],
  },
])('a schema that accepts less is noticed: $because', ({ now, differences }) => {
  expect(narrowed(was, now)).toEqual(differences)
})

function structure(members: () => readonly (readonly [string, Shape])[]): Shape {
  const all = () =>
    members().map(([name, shape]) => ({
      name,
      field: name.toLowerCase(),
      required: false,
      token: false,
      sensitive: false,
      shape,
    }))
  return { is: 'structure', name: 'Loop', members: all, byName: () => new Map(), byField: () => new Map() }
}
