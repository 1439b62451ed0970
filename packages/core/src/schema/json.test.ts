import { expect, test } from 'vitest'
import { canonical } from './json.ts'

test.each([
  { value: { b: 1, a: [true, null, 'x'], c: undefined }, text: '{"a":[true,null,"x"],"b":1}' },
  { value: 'plain text', text: '"plain text"' },
  { value: 'a "quote", a \\, a \n and a \u2028', text: JSON.stringify('a "quote", a \\, a \n and a \u2028') },
  { value: { 'k"ey': 'ü\ud800' }, text: '{"k\\"ey":"ü\\ud800"}' },
  { value: [undefined, new Date(0)], text: '[null,"1970-01-01T00:00:00.000Z"]' },
  { value: {}, text: '{}' },
])('the canonical text of $value is $text', ({ value, text }) => {
  expect(canonical(value)).toBe(text)
})
