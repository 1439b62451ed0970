import { expect, test } from 'vitest'
import config from '../../.changeset/config.json' with { type: 'json' }
import { noteOf, released } from './bump.ts'

test('a change is what it says to users, without the packages that it names', () => {
  expect(noteOf('---\n"@windlass/core": minor\n---\n\nA door more.\n')).toBe('A door more.')
})

test('what was next is the version that is made, its notes first, and nothing is next yet', () => {
  expect(released('# Changes\n\n## Next\n\n### Doors\n\n* Old.\n', '0.2.0', ['A door more.', 'Two\nlines.'])).toBe(
    '# Changes\n\n## Next\n\n## 0.2.0\n\n* A door more.\n* Two\n  lines.\n\n### Doors\n\n* Old.\n',
  )
  expect(released('## Next\n\nOld.\n', '0.2.0', [])).toBe('## Next\n\n## 0.2.0\n\nOld.\n')
})

test('all packages have one version', () => {
  expect(config.fixed).toEqual([['@windlass/*', 'create-windlass']])
})
