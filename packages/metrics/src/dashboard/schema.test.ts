import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { createGenerator } from 'ts-json-schema-generator'
import { beforeAll, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../dashboards')
const path = join(import.meta.dirname, '../../test/published.ts')

let ajv: Ajv

beforeAll(() => {
  const tsconfig = join(import.meta.dirname, '../../tsconfig.json')
  const how = {
    path,
    tsconfig,
    type: 'Published',
    expose: 'none' as const,
    skipTypeCheck: true,
    additionalProperties: false,
  }
  ajv = new Ajv({ allErrors: true, strict: false })
  ajv.addSchema({ ...JSON.parse(JSON.stringify(createGenerator(how).createSchema('Published'))) }, 'published')
})

/** What the schema says against a value; `part` is a member of what is published. */
function wrong(part: string, value: unknown): readonly string[] {
  const validate = ajv.getSchema(`published#/definitions/Published/properties/${part}`)
  if (validate === undefined) return [`${part} is not published`]
  validate(value)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${part}${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (from, key) => (typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined),
    value,
  )
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What the schemas of Grafana and of its panels say against a dashboard. */
function faults(board: unknown): readonly string[] {
  const panels = listOf(at(board, 'panels')).filter((panel) => at(panel, 'type') !== 'row')
  return [
    ...wrong('dashboard', board),
    ...panels.flatMap((panel) => {
      const custom = at(panel, 'fieldConfig', 'defaults', 'custom')
      return wrong(String(at(panel, 'type')), { options: at(panel, 'options') ?? {}, ...(custom ? { custom } : {}) })
    }),
  ]
}

test.each(readdirSync(folder))('%s is a dashboard as Grafana publishes its schema', (file) => {
  const board: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  expect(faults(board)).toEqual([])
})

const fleet = (): object => JSON.parse(readFileSync(join(folder, 'fleet.json'), 'utf8'))

test.each([
  { what: 'a member that Grafana does not know', broken: () => ({ ...fleet(), colour: 'red' }), says: 'colour' },
  { what: 'a title that is none', broken: () => ({ ...fleet(), title: 7 }), says: 'dashboard/title must be string' },
  {
    what: 'a refresh of a variable that does not exist',
    broken: () => ({ ...fleet(), templating: { list: [{ name: 'a', type: 'query', refresh: 9 }] } }),
    says: 'dashboard/templating/list/0/refresh',
  },
  {
    what: 'an option of another panel',
    broken: () => ({ ...fleet(), panels: [{ type: 'stat', options: { graphMode: 'sometimes' } }] }),
    says: 'stat/options/graphMode',
  },
])('$what is noticed', ({ broken, says }) => {
  expect(faults(broken()).join('\n')).toContain(says)
})
