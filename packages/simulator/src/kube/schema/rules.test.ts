import { expect, test } from 'vitest'
import type { Json } from '../value/json.ts'
import { Rules } from './rules.ts'
import { Compiler } from './schema.ts'

const word = { type: 'string' }
const properties = {
  name: word,
  count: { type: 'integer' },
  ratio: { type: 'number' },
  when: { type: 'string', format: 'date-time' },
  names: { type: 'array', items: word },
  counts: { type: 'array', items: { type: 'integer' } },
  marks: { type: 'object', additionalProperties: word },
  namespace: word,
  'a-b': word,
}

function failures(rule: string, value: Json, old?: Json, more: object = {}): string[] {
  const schema = new Compiler().compile({ type: 'object', properties, 'x-kubernetes-validations': [{ rule, ...more }] })
  return new Rules().check(value, schema, old).map((error) => error.message)
}

const value = {
  name: 'abc',
  count: 3,
  ratio: 2,
  when: '2026-01-01T00:00:00Z',
  names: ['a', 'b'],
  counts: [1, 2, 3],
  marks: { k: 'v' },
  namespace: 'n',
  'a-b': 'c',
}

test.each([
  { rule: 'has(self.name) && !has(self.none)', because: 'has tells members that are there' },
  { rule: 'self.count > 2 && self.ratio < 2.5 && self.ratio == 2.0', because: 'integers and numbers keep their types' },
  { rule: 'self.names.all(x, x.matches("^[a-z]$")) && self.names.exists(x, x == "b")', because: 'lists have macros' },
  { rule: 'self.marks.all(k, self.marks[k] == "v") && size(self.marks) == 1', because: 'maps have macros over keys' },
  { rule: 'self.when < timestamp("2027-01-01T00:00:00Z")', because: 'date-time is a timestamp' },
  { rule: 'self.__namespace__ == "n" && self.a__dash__b == "c"', because: 'reserved and odd names are escaped' },
  {
    rule: 'self.counts.isSorted() && self.counts.sum() == 6 && self.counts.max() == 3',
    because: 'lists have the Kubernetes functions',
  },
  { rule: 'self.names.indexOf("b") == 1 && self.name.find("b.") == "bc"', because: 'so have texts' },
  { rule: 'isCIDR("10.0.0.0/8") && !isCIDR("10.0.0.0/33") && isIP("::1")', because: 'addresses can be checked' },
  { rule: '[has(self.name), has(self.none)].filter(x, x).size() == 1', because: 'either-or rules count members' },
  { rule: 'self.?none.orValue("x") == "x"', because: 'optional members can be read' },
])('the rule $rule holds: $because', ({ rule }) => {
  expect(failures(rule, value)).toEqual([])
})

test.each([
  {
    rule: 'self.none == 1',
    said: 'No such key: none evaluating rule: self.none == 1',
    because: 'an error in a rule refuses the object',
  },
  {
    rule: 'self.count > 5',
    said: 'Invalid value: failed rule: self.count > 5',
    because: 'a rule without a message says itself',
  },
])('the rule $rule fails: $because', ({ rule, said }) => {
  expect(failures(rule, value)).toEqual([expect.stringContaining(said)])
})

test('a transition rule is not asked on create unless it says that it can do without the old value', () => {
  expect(failures('self.name == oldSelf.name', value)).toEqual([])
  expect(failures('self.name == oldSelf.name', value, { ...value, name: 'x' })).toHaveLength(1)
  const optional = { optionalOldSelf: true }
  expect(failures('oldSelf.hasValue() || self.count == 3', value, undefined, optional)).toEqual([])
  expect(
    failures('!oldSelf.hasValue() || oldSelf.value().count == 2', value, { ...value, count: 2 }, optional),
  ).toEqual([])
})
