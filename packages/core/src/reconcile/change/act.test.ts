import { CreateRouteCommand, DeleteRouteTableCommand } from '@aws-sdk/client-ec2'
import { describe, expect, test } from 'vitest'
import { TestClock } from '../../../test/clock.ts'
import { RouteTable } from '../../../test/kinds.ts'
import { AwsError } from '../../aws/error.ts'
import type { Kind, Observed } from '../../kind/kind.ts'
import type { ErrorClass } from '../../kind/service.ts'
import type { Call, Step } from '../../kind/step.ts'
import { silent } from '../../telemetry/observer.ts'
import { remember } from '../memory.ts'
import type { Pass } from '../pass.ts'
import { change, remove } from './act.ts'
import { grouped, together } from './join.ts'

const observed: Observed = { id: 'rtb-1', item: {}, spec: {}, views: {}, account: '1', region: 'r' }

const refusal = (errorClass: ErrorClass, said: string) =>
  new AwsError({ code: 'Refused', errorClass, action: 'CreateRoute', status: 400, said })

/** A pass over an AWS that knows the routes it has, and refuses the ones it is told to. */
function world(options: {
  readonly refuse?: readonly string[]
  readonly kind?: Partial<Kind>
  readonly by?: ErrorClass
  /** The route whose removal ends the refusals. */
  readonly until?: string
}) {
  const routes: string[] = []
  let refused = 0
  const send = async ({ operation, input }: Call) => {
    const wanted = String(input.DestinationCidrBlock ?? '').split(' ')
    const mended = options.until !== undefined && routes.includes(options.until)
    const bad = mended ? [] : wanted.filter((route) => options.refuse?.includes(route))
    if (bad.length > 0) refused++
    if (bad.length > 0 || operation === DeleteRouteTableCommand)
      throw refusal(options.by ?? 'terminal', bad.length > 0 ? `not ${bad.join(' ')}` : 'in use')
    routes.push(...wanted)
    return {}
  }
  const pass = {
    tools: {
      kind: { ...RouteTable, ...options.kind },
      clock: new TestClock(),
      observer: silent,
      recorder: { record: () => undefined },
    },
    aws: { send, read: async () => ({ items: [{ Id: 'a' }, { Id: 'b' }], at: 0 }) },
    memory: remember('u'),
    object: { metadata: { name: 'n', generation: 1 } },
    scope: { account: '1', region: 'r' },
  } as unknown as Pass
  return { routes, pass, refused: () => refused }
}

const add = (routes: readonly string[], parts: readonly Step[] = []): Step => ({
  operation: CreateRouteCommand,
  input: { DestinationCidrBlock: routes.join(' ') },
  effect: 'add',
  say: `add ${routes.join(' ')}`,
  parts,
})

const changed = (steps: readonly Step[]) => [{ field: 'routes', want: 'w', have: 'h', steps }]

test('one bad part of a step does not take the others down, and is named', async () => {
  const { pass, routes } = world({ refuse: ['b'] })
  const whole = add(['a', 'b', 'c'], [add(['a']), add(['b', 'c'], [add(['b']), add(['c'])])])
  const outcome = await change(pass, changed([whole]), observed)
  expect(routes).toEqual(['a', 'c'])
  expect(outcome).toMatchObject({ is: 'failed', why: 'routes: cannot add b: api error Refused: not b' })
})

test('a step that AWS takes as a whole is not taken in parts', async () => {
  const { pass, routes } = world({})
  expect(await change(pass, changed([add(['a', 'b'], [add(['a']), add(['b'])])]), observed)).toMatchObject({
    is: 'again',
  })
  expect(routes).toEqual(['a', 'b'])
})

test('joint steps of several fields go out in one call; refused together, each is tried alone', async () => {
  const joint = (route: string): Step => ({
    operation: CreateRouteCommand,
    input: { RouteTableId: 'rtb-1', DestinationCidrBlock: route, Options: [route] },
    effect: 'replace',
    say: `add ${route}`,
    joint: true,
  })
  const changes = ['a', 'b', 'c'].map((route) => ({ field: route, want: 'w', have: 'h', steps: [joint(route)] }))
  const [first] = grouped(changes, false)
  expect(first?.map(({ change: { field } }) => field)).toEqual(['a', 'b', 'c'])
  expect(first && together(first).input).toEqual({
    RouteTableId: 'rtb-1',
    DestinationCidrBlock: 'c',
    Options: ['a', 'b', 'c'],
  })
  const { pass, routes } = world({ refuse: ['c'] })
  expect(await change(pass, changes, observed)).toMatchObject({ why: 'c: cannot add c: api error Refused: not c' })
  expect(routes).toEqual(['a', 'b'])
})

test('joint steps lose no member of the maps that they set', () => {
  const joint = (name: string): Step => ({
    operation: CreateRouteCommand,
    input: { QueueUrl: 'url', Attributes: { [name]: '30', Nested: { [name]: true } } },
    effect: 'replace',
    say: `set ${name}`,
    joint: true,
  })
  const changes = ['DelaySeconds', 'Policy'].map((name) => ({
    field: name,
    want: 'w',
    have: 'h',
    steps: [joint(name)],
  }))
  const [first] = grouped(changes, false)
  expect(first && together(first).input).toEqual({
    QueueUrl: 'url',
    Attributes: { DelaySeconds: '30', Policy: '30', Nested: { DelaySeconds: true, Policy: true } },
  })
})

test('a step that follows a refused one is left for later', async () => {
  const { pass, routes } = world({ refuse: ['a'] })
  await change(pass, changed([add(['a']), { ...add(['b']), follows: true }, add(['c'])]), observed)
  expect(routes).toEqual(['c'])
})

test('a step refused because the object is in use keeps no other step from being taken, and names who uses it', async () => {
  const read = RouteTable.read
  const blockers = [{ noun: 'subnet', read, name: (item: Readonly<Record<string, unknown>>) => String(item.Id) }]
  const { pass, routes } = world({ refuse: ['a'], by: 'blocked', kind: { blockers } })
  expect(await change(pass, changed([add(['a']), add(['b'])]), observed)).toMatchObject({
    is: 'blocked',
    why: 'AWS will not add a while it is used by subnet a, subnet b',
  })
  expect(routes).toEqual(['b'])
})

test('an object that AWS will not delete gives up what its kind says it may, told what blocks it', async () => {
  const blockers = [{ noun: 'subnet', read: RouteTable.read, name: (_: unknown, id: string) => id }]
  const yields: Kind['yields'] = (_seen, found) => [add(found.map(({ noun, name }) => `${noun}/${name}`))]
  const { pass, routes } = world({ by: 'blocked', kind: { blockers, yields } })
  expect(await remove(pass, 'rtb-1', observed)).toMatchObject({ is: 'again', after: 'tick', reason: 'Deleting' })
  expect(routes).toEqual(['subnet/rtb-1', 'subnet/rtb-1'])
})

test('nothing is removed while an addition is refused', async () => {
  const { pass, routes } = world({ refuse: ['a'] })
  await change(pass, changed([add(['a']), { ...add(['z']), effect: 'remove' }]), observed)
  expect(routes).toEqual([])
})

describe('in a set that is full', () => {
  const removal = (route: string): Step => ({ ...add([route]), effect: 'remove' })
  const steps = ['a', 'b', 'c', 'd', 'e'].map((route) => add([route]))
  const removals = ['v', 'w', 'x', 'y', 'z'].map(removal)

  test('what goes and what comes take turns, and what is refused for want of room is not tried one by one', async () => {
    const { pass, routes } = world({ refuse: ['a'], by: 'quota', until: 'v' })
    expect(await change(pass, changed([...steps, ...removals]), observed)).toMatchObject({ is: 'again', after: 0 })
    expect(routes).toEqual(['v', 'a', 'w', 'b', 'x', 'c', 'y', 'd', 'z', 'e'])
  })

  test('that has no room afterwards either, a second refusal is the last, and nothing else is removed', async () => {
    const { pass, routes, refused } = world({ refuse: ['a'], by: 'quota' })
    expect(await change(pass, changed([...steps, ...removals]), observed)).toMatchObject({ errorClass: 'quota' })
    expect({ routes, refused: refused() }).toEqual({ routes: ['v'], refused: 2 })
  })

  test('of which nothing goes, one refusal is the last', async () => {
    const { pass, routes, refused } = world({ refuse: ['b', 'c'], by: 'quota' })
    expect(await change(pass, changed(steps), observed)).toMatchObject({ errorClass: 'quota' })
    expect({ routes, refused: refused() }).toEqual({ routes: ['a'], refused: 1 })
  })
})

test('after a step that keeps AWS busy with the object the others wait for a later pass, unless it was refused', async () => {
  const taken = async (refuse: readonly string[]) => {
    const { pass, routes } = world({ refuse })
    const changes = [
      { field: 'mode', want: 'w', have: 'h', steps: [{ ...add(['10.0.0.0/8']), occupies: true as const }] },
      { field: 'routes', want: 'w', have: 'h', steps: [add(['10.1.0.0/16'])] },
    ]
    await change(pass, changes, observed)
    return { routes, written: [...pass.memory.writes.keys()] }
  }
  expect(await taken([])).toEqual({ routes: ['10.0.0.0/8'], written: ['mode'] })
  expect(await taken(['10.0.0.0/8'])).toEqual({ routes: ['10.1.0.0/16'], written: ['routes'] })
})
