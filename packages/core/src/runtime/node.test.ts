import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { leastNode, tooOld } from './node.ts'

test.each([
  { node: '20.20.2', says: /^Node 22\.19\.0 or newer is needed, or Bun\. This is Node 20\.20\.2\.$/ },
  { node: '22.18.9', says: /This is Node 22\.18\.9/ },
  { node: '22.19.0', says: undefined },
  { node: '22.100.0', says: undefined },
  { node: '24.0.0', says: undefined },
])('of Node $node is said: $says', ({ node, says }) => {
  if (says === undefined) expect(tooOld(node)).toBeUndefined()
  else expect(tooOld(node)).toMatch(says)
})

test('the oldest Node is the one of the manifest', () => {
  expect(manifest.engines.node).toBe(`>=${leastNode}`)
})
