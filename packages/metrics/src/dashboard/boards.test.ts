import { expect, test } from 'vitest'
import { faults } from '../../test/promql.ts'
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

test('every query chooses the cluster and the controller, so that a dashboard serves several', () => {
  const loose = panels
    .flatMap(({ panel }) => panel.queries)
    .filter(({ expr }) => !expr.includes('cluster=~"$cluster",namespace=~"$namespace",job=~"$job"'))
  expect(loose).toEqual([])
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

test('dashboards have distinct uids, and those that alerts name exist', () => {
  const uids = Object.values(boards).map(({ uid }) => uid)
  expect(new Set(uids).size).toBe(uids.length)
  const named = groups.flatMap((group) => group.rules.flatMap((rule) => ('board' in rule ? [rule.board] : [])))
  expect(named.filter((uid) => !uids.includes(uid))).toEqual([])
})
