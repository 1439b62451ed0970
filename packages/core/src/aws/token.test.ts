import { expect, test } from 'vitest'
import { requestHash, tokenFor } from './token.ts'

const identity = { cluster: 'c-1', uid: 'u-1', kind: 'NATGateway', epoch: 1 }

test('a token is short ASCII and the same every time', () => {
  const token = tokenFor(identity)
  expect(token).toMatch(/^windlass-[a-z2-7]{52}$/)
  expect(token.length).toBeLessThanOrEqual(64)
  expect(tokenFor({ ...identity })).toBe(token)
  expect(token).toMatchInlineSnapshot(`"windlass-lf5lx3ort3e36d6lp3hcvwie5a76jbdwvm7s4vgrmkbeezoohsha"`)
})

test.each([
  { other: { ...identity, cluster: 'c-2' }, because: 'clusters may share an account' },
  { other: { ...identity, uid: 'u-2' }, because: 'an object created anew is another object' },
  { other: { ...identity, kind: 'VPC' }, because: 'kinds have token spaces of their own' },
  { other: { ...identity, epoch: 2 }, because: 'a dead object is replaced by a new one' },
  { other: { ...identity, zone: 'a' }, because: 'some tokens count per zone' },
  { other: { ...identity, cluster: 'c-1u', uid: '-1' }, because: 'parts do not run into each other' },
])('the token differs when the identity does: $because', ({ other }) => {
  expect(tokenFor(other)).not.toBe(tokenFor(identity))
})

test('equal requests have equal hashes, whatever the order of members', () => {
  expect(requestHash({ a: 1, b: [2], c: undefined })).toBe(requestHash({ b: [2], a: 1 }))
  expect(requestHash({ a: 1 })).not.toBe(requestHash({ a: 2 }))
})
