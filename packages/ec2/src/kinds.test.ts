import { expect, test } from 'vitest'
import { kinds } from './kinds.ts'

const references = kinds.flatMap((kind) =>
  kind.references.map(({ path, target }) => ({ kind: kind.name, path, target: target() })),
)
const own = references.filter(({ target }) => kinds.some(({ name }) => name === target.kind))

test.each(own)('$kind $path refers to a kind as it is declared', ({ target }) => {
  const declared = kinds.find(({ name }) => name === target.kind)
  // An endpoint is made for the name of a service.
  const value = target.value[1] === 'serviceName' ? target.value : declared?.target.value
  expect(target).toEqual({ ...declared?.target, value })
})

test('of kinds whose create takes no token, only five wait out a quarantine when its outcome is not known', () => {
  const spec = { cidrBlock: '10.0.0.0/24' }
  const waiting = kinds.filter((kind) => kind.token === undefined && !kind.exclusive(spec))
  expect(waiting.map(({ name }) => name).sort()).toEqual([
    'DHCPOptions',
    'ElasticIPAddress',
    'InternetGateway',
    'TransitGateway',
    'VPC',
  ])
})
