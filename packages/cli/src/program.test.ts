import { expect, test } from 'vitest'
import { programOf } from './program.ts'

test.each([
  {
    file: '/usr/local/bin/kubectl-windlass',
    env: {},
    says: 'kubectl windlass',
    because: 'kubectl runs its plugins by name',
  },
  { file: '/usr/local/bin/windlass', env: {}, says: 'windlass', because: 'it is on PATH' },
  { file: '/x/main.js', env: { npm_command: 'exec' }, says: 'npx @windlass/cli', because: 'npx sets npm_command' },
  {
    file: '/x/main.ts',
    env: { npm_command: 'exec', npm_lifecycle_event: 'windlass' },
    says: 'npx bun run windlass --',
    because: 'a script of the checkout has a name',
  },
])('$says: $because', ({ file, env, says }) => {
  expect(programOf(file, env)).toBe(says)
})
