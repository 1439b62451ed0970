import { AuthorizeSecurityGroupIngressCommand, CreateRouteCommand } from '@aws-sdk/client-ec2'
import { describe, expect, test } from 'vitest'
import { flag, list, requested, shaped, structure, text } from './field.ts'

const rules = shaped(AuthorizeSecurityGroupIngressCommand, 'IpPermissions')
const route = requested(CreateRouteCommand, ['RouteTableId', 'DryRun'])

describe('a field in the form of a request member', () => {
  test('has the schema of that member', () => {
    expect(rules.schema.items?.properties?.ipRanges?.items?.properties?.cidrIP).toEqual({ type: 'string' })
    expect(rules.schema.items?.properties?.fromPort).toEqual({ type: 'integer', format: 'int64' })
  })

  test('turns values into what AWS takes, and back', () => {
    const spec = [{ ipProtocol: 'tcp', ipRanges: [{ cidrIP: '10.0.0.0/8' }] }]
    const aws = [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]
    expect(rules.toAWS(spec)).toEqual(aws)
    expect(rules.toKubernetes(aws)).toEqual(spec)
  })

  test('is never undefined, because the value is there: an empty list stays a list', () => {
    expect(rules.toAWS([])).toEqual([])
    expect(rules.toKubernetes([])).toEqual([])
    expect(route.toKubernetes({})).toEqual({})
  })
})

test('a field in the form of a request has all of its members but the ones left out', () => {
  expect(Object.keys(route.schema.properties ?? {})).toContain('natGatewayID')
  expect(route.schema.properties).not.toHaveProperty('routeTableID')
  expect(route.schema.properties).not.toHaveProperty('dryRun')
})

test('fields are built of fields', () => {
  const field = list(structure({ name: text.need(), on: flag.doc('Whether it is on.') }))
  expect(field.schema).toEqual({
    type: 'array',
    items: {
      type: 'object',
      properties: { name: { type: 'string' }, on: { type: 'boolean', description: 'Whether it is on.' } },
      required: ['name'],
    },
  })
})

test('a list keeps the shape of its elements, for the words AWS has about them', () => {
  expect(list(route).shape).toMatchObject({ is: 'list' })
  expect(list(route).need().doc('Routes.').shape).toMatchObject({ is: 'list' })
  expect(list(text).shape).toBeUndefined()
})

test('a list may be bounded, whatever is said of it besides', () => {
  const field = rules.most(1).doc('One rule.').need()
  expect(field.schema).toMatchObject({ maxItems: 1, description: 'One rule.' })
  expect(field.shape).toBe(rules.shape)
})
