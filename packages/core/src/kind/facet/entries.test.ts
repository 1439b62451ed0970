import { AssociateVpcCidrBlockCommand, DisassociateVpcCidrBlockCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2'
import { describe, expect, test } from 'vitest'
import { batches } from './batch.ts'
import { entries } from './entries.ts'

interface Entry {
  readonly name: string
  readonly to?: string
  readonly state?: 'leaving' | 'fixed' | 'own'
}

/** A collection of which AWS has some entries, as the facet changes it: what it says of each step. */
const facet = (swaps = false) =>
  entries<readonly Entry[], readonly Entry[], Entry, Entry, never, never>({
    have: (seen) => seen,
    want: (want) => want,
    spell: (have) => have,
    key: ({ name }) => name,
    noun: 'the route',
    same: (want, have) => want.to === have.to,
    stays: ({ state }) => state === 'own',
    leaving: ({ state }) => state === 'leaving',
    fixed: ({ state }) => state === 'fixed',
    add: [AssociateVpcCidrBlockCommand, ({ name }) => ({ VpcId: name })],
    replace: [ReplaceRouteCommand, ({ name }) => ({ RouteTableId: name })],
    remove: [DisassociateVpcCidrBlockCommand, ({ name }) => ({ AssociationId: name })],
    restore: [ReplaceRouteCommand, ({ name }) => ({ RouteTableId: name, LocalTarget: true })],
    ...(swaps ? { swap: [ReplaceRouteCommand, ({ name }: Entry) => ({ RouteTableId: name })] as const } : {}),
  })

const said = (want: readonly Entry[], have: readonly Entry[], swaps = false) =>
  facet(swaps)
    .steps(want, have, [], [])
    .map(({ say, effect }) => `${effect}: ${say}`)

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

describe('a collection by key', () => {
  test.each<[because: string, want: readonly Entry[], have: readonly Entry[], steps: readonly string[]]>([
    ['what AWS has as it is wanted needs nothing', [a, b], [b, a], []],
    [
      'what comes goes before what goes, so that there is no gap',
      [a, c],
      [a, b],
      ['add: add the route c', 'remove: remove the route b'],
    ],
    ['what leads elsewhere is changed in place', [{ ...a, to: 'x' }], [a], ['replace: change the route a']],
    ['an entry wanted twice is added once', [c, c], [], ['add: add the route c']],
    [
      'two that differ under one key are both sent, and AWS says what is wrong',
      [c, { ...c, to: 'x' }],
      [],
      ['add: add the route c', 'add: add the route c'],
    ],
    ['of two that AWS has under one key the second goes', [a], [a, { ...a }], ['remove: remove the route a']],
    ['what is on its way out holds its place', [a], [{ ...a, state: 'leaving' }], []],
    ['what is on its way out is not removed again', [], [{ ...a, state: 'leaving' }], []],
    ['what AWS put there itself stays', [], [{ ...a, state: 'own' }], []],
    ['what cannot go is led back', [], [{ ...a, state: 'fixed' }], ['replace: restore the route a']],
  ])('%s', (_, want, have, steps) => {
    expect(said(want, have)).toEqual(steps)
    expect(facet().met(want, have, [], [])).toBe(steps.length === 0)
  })

  test('where one call puts an entry in the place of another, there is never one too few', () => {
    expect(said([a, c], [a, b], true)).toEqual(['replace: put the route c in the place of b'])
    expect(said([c], [], true)).toEqual(['add: add the route c'])
  })

  test('its operations are known without anything to call them with', () => {
    expect(facet().operations).toEqual([
      AssociateVpcCidrBlockCommand,
      ReplaceRouteCommand,
      DisassociateVpcCidrBlockCommand,
      ReplaceRouteCommand,
    ])
  })

  test('what is on its way out, and what is AWS’s own, is nothing that the spec says', () => {
    expect(facet().have([a, { ...b, state: 'leaving' }, { ...c, state: 'own' }], [], [])).toEqual([a])
  })
})

test('many entries go out in one call, and in halves of it where AWS refuses the whole', () => {
  const many = batches<readonly Entry[], readonly Entry[], Entry, Entry, never, never>({
    have: (seen) => seen,
    want: (want) => want,
    key: ({ name }) => name,
    add: [AssociateVpcCidrBlockCommand, (all) => ({ VpcId: all.map(({ name }) => name).join() })],
    replace: [ReplaceRouteCommand, () => ({ RouteTableId: '' })],
    remove: [DisassociateVpcCidrBlockCommand, (all) => ({ AssociationId: all.map(({ name }) => name).join() })],
  })
  const [step, ...more] = many.steps([a, b, c], [], [], [])
  expect(more).toEqual([])
  expect(step).toMatchObject({ input: { VpcId: 'a,b,c' }, say: 'add a and 2 more' })
  expect(step?.parts?.map(({ input }) => input.VpcId)).toEqual(['a,b', 'c'])
  expect(step?.parts?.[0]?.parts?.map(({ input }) => input.VpcId)).toEqual(['a', 'b'])
})
