import Ajv from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import values from '../../apps/ec2-controller/chart/values.schema.json' with { type: 'json' }
import { sourcesOf } from '../../packages/cli/src/generate/source.ts'
import { controllerOf } from './chart.ts'
import { absent, helms, operator, rendered } from './helm.ts'
import { type Row, rows } from './rows.ts'
import { sectionsOf } from './schema.ts'
import type { Value } from './value.ts'

const [source] = await sourcesOf(new URL('../../packages/ec2/src/index.ts', import.meta.url).pathname)
const all: readonly Value[] =
  source === undefined ? [] : sectionsOf(controllerOf(source)).flatMap((each) => each.values)
const keys = all.map(({ key }) => ({ key })).filter(({ key }) => key !== 'global')

/** `{ a: { b: value } }` for `a.b`, over an object. */
function placed(over: object, key: string, value: unknown): object {
  const [step = '', ...rest] = key.split('.')
  const below: unknown = Object.entries(over).find(([name]) => name === step)?.[1]
  const inner = typeof below === 'object' && below !== null && !Array.isArray(below) ? below : {}
  return { ...over, [step]: rest.length === 0 ? value : placed(inner, rest.join('.'), value) }
}

const rowOf = (key: string): Row => {
  const row = rows[key]
  if (row === undefined) throw new RangeError(`There is no row for ${key}.`)
  return row
}

describe('the schema', () => {
  const accepts = new Ajv({ allowUnionTypes: true, strict: false }).compile(values)

  test('every value has a row here, and every row a value', () => {
    expect(Object.keys(rows).sort()).toEqual(keys.map(({ key }) => key).sort())
  })

  test.each(keys)('$key: a value of the right form is taken, one of another form is refused', ({ key }) => {
    expect(accepts(placed({}, key, rowOf(key).set))).toBe(true)
    // No value may be either of these: lists and objects are not texts, and nothing else is a list of a list.
    expect(accepts(placed({}, key, [['wrong']]))).toBe(false)
  })

  test.each(keys)('$key: a misspelt neighbour is refused', ({ key }) => {
    const parent = key.split('.').slice(0, -1).join('.')
    expect(accepts(placed({}, parent === '' ? 'mispelt' : `${parent}.mispelt`, true))).toBe(false)
  })

  test.each([
    { wrong: { image: { digest: 'sha256:short' } } },
    { wrong: { reconcile: { resources: ['Vcp'] } } },
    { wrong: { reconcile: { resourceResyncPeriods: { Vcp: 1 } } } },
    { wrong: { deployment: { containerPort: 70_000 } } },
    { wrong: { installScope: 'everywhere' } },
    { wrong: { watchNamespace: 'Not A Namespace' } },
    { wrong: { resourceTags: ['no value'] } },
    { wrong: { flags: { 'mass-delition': 'allow' } } },
    { wrong: { flags: { 'mass-deletion': 'never' } } },
    { wrong: { flags: { 'aws-region': 'it has a value of its own' } } },
  ])('$wrong is refused', ({ wrong }) => {
    expect(accepts(wrong)).toBe(false)
  })

  test('global is known, whatever is in it', () => {
    expect(accepts({ global: { imageRegistry: 'example.com' } })).toBe(true)
  })
})

const programs = helms()

describe.skipIf(programs.length === 0).each(programs.length === 0 ? [absent] : programs)(
  'with helm $version',
  (program) => {
    let plain: string
    beforeAll(async () => {
      plain = await rendered(program, 'ec2-controller/chart', { crds: { enabled: false } }, ...operator)
    })

    test.concurrent.each(keys)('$key shows in what is installed', async ({ key }) => {
      const row = rowOf(key)
      const beside = row.with ?? {}
      const without = { ...(key.startsWith('crds.') ? {} : { crds: { enabled: false } }), ...beside }
      const set = await rendered(program, 'ec2-controller/chart', placed(without, key, row.set), ...operator)
      const unset =
        row.with === undefined ? plain : await rendered(program, 'ec2-controller/chart', without, ...operator)
      const [there, gone, mark] =
        typeof row.shows === 'string' ? [set, unset, row.shows] : [unset, set, row.shows.absent]
      expect(there).toContain(mark)
      expect(gone).not.toContain(mark)
    })

    test('a misspelt value is refused with its name', async () => {
      const wrong = rendered(program, 'ec2-controller/chart', { deployment: { replica: 1 } })
      await expect(wrong).rejects.toThrow(/replica/)
    })

    test('two pods without leader election are refused', async () => {
      const wrong = rendered(program, 'ec2-controller/chart', { leaderElection: { enabled: false } })
      await expect(wrong).rejects.toThrow('more than one controller would work at once')
    })
  },
)
