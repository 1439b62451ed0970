import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { expect, test } from 'vitest'
import { faults, selections } from '../../test/promql.ts'
import type { Definition } from '../definition.ts'
import { groups } from '../rule/groups.ts'
import { definitions } from '../table/table.ts'
import { boards } from './boards.ts'
import { draw } from './draw.ts'

const panels = Object.values(boards).flatMap((board) =>
  board.rows.flatMap((row) => row.panels.map((panel) => ({ board, row, panel }))),
)

for (const [name, board] of Object.entries(boards))
  test(`every query of the ${name} dashboard asks for metrics and labels that exist`, () => {
    const found = board.rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, queries }) =>
        queries.flatMap(({ expr }) => faults(expr).map((fault) => `${title}: ${fault}`)),
      ),
    )
    expect(found).toEqual([])
  })

test('every metric of Windlass is on a dashboard or in an alert', () => {
  const asked = [
    ...panels.flatMap(({ panel }) => panel.queries.map(({ expr }) => expr)),
    ...groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
  ].join('\n')
  const silent = Object.keys(definitions).filter((name) => name.startsWith('windlass_') && !asked.includes(name))
  expect(silent).toEqual([])
})

test('every row says what bad looks like, and every panel what it shows', () => {
  for (const { row, panel } of panels) {
    expect(row.bad).toMatch(/\.$/)
    expect(panel.description).toMatch(/\.$/)
  }
})

/** The labels by which a series has to be chosen, of those that variables stand for. */
function choosable(metric: string): readonly string[] {
  const always = ['cluster', 'namespace', 'job']
  // A rule sums over processes.
  if (metric.includes(':')) return always
  const table: Readonly<Record<string, Definition>> = definitions
  const labels = (table[metric] ?? table[metric.replace(/_(bucket|sum|count)$/, '')])?.labels ?? {}
  const own = ['account', 'region', 'kind', 'controller'].filter((label) => label in labels)
  return [...always, ...(own.includes('region') ? [] : ['instance']), ...own]
}

test('every query honours every variable that its series can be chosen by', () => {
  const loose = panels.flatMap(({ board, panel }) =>
    panel.queries
      .flatMap(({ expr }) => selections(expr))
      .map(({ metric, labels }) => [
        board.uid,
        panel.title,
        metric,
        choosable(metric).filter((one) => !labels.includes(one)),
      ])
      .filter(([, , , missing]) => missing?.length !== 0),
  )
  expect(loose).toEqual([])
})

test('every variable starts at everything, and accounts and regions reach other series through the process', () => {
  const { list = [] } = draw(boards.fleet ?? { uid: '', title: '', description: '', rows: [] }).templating ?? {}
  const variables = new Map(list.map((one) => [one.name, one]))
  expect([...variables.keys()]).toEqual([
    'datasource',
    'cluster',
    'namespace',
    'job',
    'account',
    'region',
    'kind',
    'instance',
  ])
  for (const name of ['cluster', 'namespace', 'job', 'account', 'region', 'kind', 'instance'])
    expect(variables.get(name)).toMatchObject({ includeAll: true, multi: true, current: { value: '$__all' } })
  expect(variables.get('instance')).toMatchObject({
    query: expect.stringContaining('account=~"$account",region=~"$region"'),
  })
  expect(variables.get('instance')?.allValue).toBeUndefined()
})

test('panels that are drawn do not overlap and fit the width', () => {
  for (const board of Object.values(boards)) {
    const drawn = draw(board).panels ?? []
    const places = drawn.map(({ gridPos }) => gridPos ?? { x: 0, y: 0, w: 0, h: 0 })
    places.forEach((a, index) => {
      expect(a.x + a.w).toBeLessThanOrEqual(24)
      const over = places
        .slice(index + 1)
        .filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      expect(over).toEqual([])
    })
  }
})

test('panels beside each other are of one height and fill their line, so that a board has no holes', () => {
  for (const [name, board] of Object.entries(boards)) {
    const lines = new Map<number, { width: number; readonly heights: Set<number> }>()
    for (const { gridPos } of draw(board).panels ?? []) {
      const { y = 0, w = 0, h = 0 } = gridPos ?? {}
      const line = lines.get(y) ?? { width: 0, heights: new Set<number>() }
      line.width += w
      lines.set(y, { ...line, heights: line.heights.add(h) })
    }
    for (const [y, { width, heights }] of lines) expect([name, y, width, heights.size]).toEqual([name, y, 24, 1])
  }
})

test('dashboards have distinct uids, and those that alerts name exist', () => {
  const uids = Object.values(boards).map(({ uid }) => uid)
  expect(new Set(uids).size).toBe(uids.length)
  const named = groups.flatMap((group) => group.rules.flatMap((rule) => ('board' in rule ? [rule.board] : [])))
  expect(named.filter((uid) => !uids.includes(uid))).toEqual([])
})

test('kinds that queries name are kinds that the controllers have', () => {
  const known = [...ec2, ...efs].map(({ name }) => name)
  const named = panels
    .flatMap(({ panel }) => panel.queries)
    .flatMap(({ expr }) => [...expr.matchAll(/kind=~"([A-Z][\w|]*)"/g)].flatMap(([, kinds = '']) => kinds.split('|')))
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((kind) => !known.includes(kind))).toEqual([])
})
