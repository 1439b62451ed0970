import { expect, test } from 'vitest'
import { isKubeObject, refusal, trim } from './object.ts'

const metadata = { name: 'a', uid: 'u', resourceVersion: '1' }
const object = (more: object = {}) => ({ apiVersion: 'v1', kind: 'Thing', metadata: { ...metadata, ...more } })
const applied = 'kubectl.kubernetes.io/last-applied-configuration'

test.each([
  { given: object({ managedFields: [{}] }), left: object(), because: 'nobody reads who wrote which field' },
  {
    given: object({ annotations: { [applied]: '{}', mine: '1' } }),
    left: object({ annotations: { mine: '1' } }),
    because: 'the annotation repeats the spec',
  },
  { given: object({ labels: { a: 'b' } }), left: object({ labels: { a: 'b' } }), because: 'the rest stays' },
])('a trimmed object keeps what controllers read: $because', ({ given, left }) => {
  const before = structuredClone(given)
  expect(trim(given)).toEqual(left)
  expect(given).toEqual(before)
})

test('an object with nothing to trim is not copied', () => {
  const given = object()
  expect(trim(given)).toBe(given)
})

test.each([
  { value: object(), is: true, because: 'it has a name, a uid and a version' },
  { value: { metadata: { name: 'a', uid: 'u' } }, is: false, because: 'it was never stored' },
  { value: { kind: 'Status', metadata: {} }, is: false, because: 'a Status is no object' },
  { value: [metadata], is: false, because: 'a list is no object' },
  { value: null, is: false, because: 'null is nothing' },
])('being a stored object is $is: $because', ({ value, is }) => {
  expect(isKubeObject(value)).toBe(is)
})

test('a refusal without words still has a sentence and a reason', () => {
  expect(refusal(429, {})).toMatchObject({
    status: 429,
    reason: 'TooManyRequests',
    message: 'The API server answered 429 TooManyRequests.',
  })
})
