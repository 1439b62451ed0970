import { readFileSync } from 'node:fs'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../../docs/decisions/0004-evidence.md', import.meta.url), 'utf8')

/** The cells of the row of a kind. */
const cells = (kind: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${kind} |`))
    ?.split('|')
    .map((cell) => cell.trim()) ?? []

test.each([...ec2, ...efs].map((kind) => ({ name: kind.name, kind })))(
  'the page says what proves that a $name is gone',
  ({ kind }) => {
    const [, , asked, codes, dead, deletes] = cells(kind.name)
    const action = kind.idRead.operation.name.replace(/Command$/, '')
    const [member] = Object.keys(kind.idRead.input('id'))
    expect(asked).toBe(`${action} \`${member}\``)
    expect(codes).toBe(kind.idRead.notFound.join(', '))
    const gone = Object.values(kind.states).flatMap((states) => states.gone ?? [])
    expect(dead).toBe(gone.length === 0 ? 'none' : gone.join(', '))
    expect(deletes).toBe(kind.lingers ? 'slowly' : 'at once')
  },
)
