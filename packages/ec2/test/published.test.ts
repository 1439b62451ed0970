import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import { acceptsPublished, spellsPublished } from '../../core/test/published.ts'
import { kinds } from '../src/index.ts'
import fixture from './fixtures/published-crds.json' with { type: 'json' }

spellsPublished(sdk, fixture, {
  acceptRequest: 'a peering connection is accepted by an operation of its own',
  cidrBlocks: 'the ranges of a VPC are given one by one in the API',
  disallowSecurityGroupDefaultRules: 'removes the rules of the default group of a VPC',
  egressRules: 'rules are added by an operation of their own',
  ingressRules: 'rules are added by an operation of their own',
  routeStatuses: 'the routes as AWS has them, beside the routes that are wanted',
  securityGroupDefaultRulesExist: 'what disallowSecurityGroupDefaultRules is about',
  sourceDestCheckEnabled: 'the attribute is called SourceDestCheck',
})

acceptsPublished(kinds, fixture)

test('the first page names the published kinds that are not here yet', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const [, named = ''] = /these are not here yet:\s+([^.]+)\./.exec(page) ?? []
  const absent = Object.keys(fixture).filter((name) => !kinds.some((kind) => kind.name === name))
  expect(named.split(/,\s+|\s+and\s+/).sort()).toEqual(absent.sort())
})
