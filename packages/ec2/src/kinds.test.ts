import { expect, test } from 'vitest'
import { kinds } from './kinds.ts'

const references = kinds.flatMap((kind) =>
  kind.references.map(({ path, target }) => ({ kind: kind.name, path, target: target() })),
)
const own = references.filter(({ target }) => kinds.some(({ name }) => name === target.kind))

test.each(own)('$kind.$path refers to a kind as it is declared', ({ target }) => {
  expect(target).toEqual(kinds.find(({ name }) => name === target.kind)?.target)
})
