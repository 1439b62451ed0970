import { expect, test } from 'vitest'
import type { Call } from '../run/network.ts'
import { hammered, unfit } from './restraint.ts'

const call = (what: string, at: number, input: unknown = {}) =>
  ({ n: 1, process: 1, to: 'kube', what, mutates: true, input, at }) as const

/** So many writes of one object, so many milliseconds apart. */
const writes = (count: number, apart: number, what = 'PATCH vpcs/hello/status') =>
  Array.from({ length: count }, (_, place) => call(what, place * apart))

test('sixty writes in the first minute are allowed, one more is not', () => {
  expect(hammered(writes(60, 900), 1)).toEqual([])
  expect(hammered(writes(61, 900), 1)).toEqual(['vpcs/hello of controller 1 was written 61 times in its first minute'])
})

test('six writes a minute are allowed for ever, eight are not', () => {
  expect(hammered(writes(300, 10_000), 1)).toEqual([])
  expect(hammered(writes(300, 7500), 1)).toEqual(['vpcs/hello of controller 1 was written 80 times in ten minutes'])
})

test('writes of the object and of its status count together, Events and leases do not count', () => {
  const both = [...writes(40, 1000), ...writes(40, 1000, 'PATCH vpcs/hello')]
  expect(hammered(both, 1)).toEqual(['vpcs/hello of controller 1 was written 80 times in its first minute'])
  expect(hammered(writes(400, 10, 'PUT leases/lease'), 1)).toEqual([])
  expect(hammered(writes(400, 10, 'POST events'), 1)).toEqual([])
})

test('objects of the same name in two namespaces may cost twice as much', () => {
  expect(hammered(writes(100, 500), 2)).toEqual([])
})

test('every process counts for itself', () => {
  const other = writes(60, 900).map((each) => ({ ...each, process: 2 }))
  expect(hammered([...writes(60, 900), ...other], 1)).toEqual([])
})

const said = (message: string): Call => call('PATCH vpcs/hello/status', 0, { status: { conditions: [{ message }] } })

test.each([
  ['a line of text', undefined],
  ['two\nlines', undefined],
  ['x'.repeat(5000), 'a message of 5000 characters'],
  ['clears \u001b[2J the screen', 'a control character'],
])('a message is fit to be repeated when it is short and plain: %j', (message, why) => {
  expect(unfit(said(message))).toBe(why)
})

test('the words of an Event are looked at as well', () => {
  expect(unfit(call('POST events', 0, { note: 'a\u0007b' }))).toBe('a control character')
})
