import { describe, expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

const parse = (...args: readonly string[]) => parseArguments(args, 'windlass', '1.2.3')

describe('what was asked', () => {
  test.each([
    { args: ['why', 'vpc', 'main'], asked: { do: 'why', kind: 'vpc', name: 'main' }, because: 'that is the form' },
    { args: ['why', 'vpc/main'], asked: { kind: 'vpc', name: 'main' }, because: 'kubectl takes this form too' },
    { args: ['-n', 'a', 'why', 'vpc', 'b'], asked: { namespace: 'a' }, because: 'options may come first' },
    { args: ['why', 'vpc', 'b', '-n', 'a', '--json'], asked: { namespace: 'a', json: true }, because: 'or last' },
    {
      args: ['status', '-A', '--kind', 'VPC', '--exit-code'],
      asked: { do: 'status', everywhere: true, kind: 'VPC', exitCode: true },
      because: 'each narrows or widens the overview',
    },
    {
      args: ['status', '--context', 'c', '--kubeconfig', 'f'],
      asked: { context: 'c', kubeconfig: 'f' },
      because: 'clusters are chosen',
    },
    { args: ['--version'], asked: { do: 'text', text: '1.2.3\n' }, because: 'it is all that is printed' },
  ])('$args: $because', ({ args, asked }) => {
    expect(parse(...args)).toMatchObject(asked)
  })

  test('no arguments, and --help, print the help with the exit codes', () => {
    for (const args of [[], ['--help']])
      expect(parse(...args)).toMatchObject({ text: expect.stringContaining('Exit codes') })
  })

  test.each([
    { args: ['why'], because: 'nothing is named' },
    { args: ['why', 'vpc'], because: 'the name is missing' },
    { args: ['status', '-n', 'a', '-A'], because: 'one and all exclude each other' },
    { args: ['wy'], because: 'there is no such command' },
    { args: ['status', '--colour'], because: 'there is no such option' },
    { args: ['why', 'vpc', 'a', 'b'], because: 'one object is explained at a time' },
  ])('$args is refused in one line: $because', ({ args }) => {
    expect(() => parse(...args)).toThrow(/^[A-Z][^\n]+\.$/)
  })
})
