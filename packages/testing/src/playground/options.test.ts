import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

const program = (name: string) => ({ name, version: '1', kinds: [] })
const plan = {
  command: 'npm start --',
  programs: [program('box-controller'), program('big-bags')],
  manifests: 'examples',
  beside: { flag: 'observe', help: 'dashboards', open: () => Promise.reject(new Error('unused')) },
}
const parse = (...args: readonly string[]) => parseOptions(args, plan)

test('each controller has a port of its own for its metrics', () => {
  const options = parse('--box-metrics-port', '9000', '--big-bags-metrics-port', '9001')
  expect('text' in options || [...options.metricsPorts]).toEqual([
    ['box-controller', 9000],
    ['big-bags', 9001],
  ])
})

test('what is beside is started when it is asked for', () => {
  expect([parse(), parse('--observe')]).toMatchObject([{ beside: false }, { beside: true }])
})

test('worlds are kept only where it is said', () => {
  expect([parse(), parse('--state', 'kept')]).toMatchObject([
    { state: undefined, folder: '.windlass', manifests: 'examples' },
    { state: 'kept' },
  ])
})

test('the help names the controllers', () => {
  expect(parse('--help')).toMatchObject({ text: expect.stringContaining('box-controller and big-bags') })
})

test('a wrong option is one sentence', () => {
  expect(() => parse('--kube-port', 'many')).toThrow(/^[A-Z].*See --help\.$/)
})
