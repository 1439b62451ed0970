import { expect, test } from 'vitest'
import { logged, logger } from './log.ts'

function lines(level: string, forPeople: boolean): { readonly out: string[]; say(): void } {
  const out: string[] = []
  const log = logger({ level, forPeople, name: 'ec2-controller', sink: { write: (line) => out.push(line) } })
  const observer = logged(log)
  return {
    out,
    say: () => {
      observer.log({ level: 'debug', message: 'looked' })
      observer.log({ level: 'info', message: 'Created', kind: 'VPC', namespace: 'default', name: 'a', id: 'vpc-1' })
    },
  }
}

test('a line is one JSON object with what happened to what', () => {
  const { out, say } = lines('info', false)
  say()
  expect(out).toHaveLength(1)
  const parsed: unknown = JSON.parse(out[0] ?? '')
  expect(parsed).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    logger: 'ec2-controller',
    msg: 'Created',
    kind: 'VPC',
    namespace: 'default',
    name: 'a',
    id: 'vpc-1',
  })
})

test.each([
  { level: 'debug', count: 2 },
  { level: 'info', count: 1 },
  { level: 'warn', count: 0 },
  { level: 'fatal', count: 0 },
])('at level $level there are $count lines', ({ level, count }) => {
  const { out, say } = lines(level, false)
  say()
  expect(out).toHaveLength(count)
})

test('lines for people are no JSON', () => {
  const { out, say } = lines('info', true)
  say()
  expect(out[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}Created kind="VPC" namespace="default" name="a" id="vpc-1"\n$/)
})

test('nothing in a line for people acts on the terminal that shows it', () => {
  const out: string[] = []
  const log = logger({
    level: 'info',
    forPeople: true,
    name: 'ec2-controller',
    sink: { write: (line) => out.push(line) },
  })
  logged(log).log({ level: 'info', message: 'Failed: a\nb\u001b[2J\u202e', name: '\u009b2J' })
  expect(out[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}Failed: a\\nb\\u001b\[2J\\u202e name="\\u009b2J"\n$/)
})
