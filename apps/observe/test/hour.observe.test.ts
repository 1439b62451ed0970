import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alertsOf, type Firing, firings } from '../src/alert.ts'
import { asked } from '../src/board.ts'
import { boardsIn } from '../src/folder.ts'
import { servePage } from '../src/page/server.ts'
import { run } from '../src/prometheus.ts'
import { type Recorded, record } from '../src/record.ts'
import { scenes } from '../src/scene/index.ts'
import { momentOf, moments } from './moment.ts'

const published = resolve(import.meta.dirname, '../../../packages/metrics')
const rules = join(published, 'rules/windlass.rules.yaml')
const boards = boardsIn(join(published, 'dashboards'))
const alerts = alertsOf(rules)
const folder = mkdtempSync(join(tmpdir(), 'windlass-observe-'))
/** Grafana's rate interval: four scrapes. */
const rate = 120

let recorded: Recorded
const fired: Firing[] = []

const sceneAt = (second: number) =>
  recorded.played.find(({ start, end }) => start / 1000 <= second && second < end / 1000)

beforeAll(async () => {
  recorded = await record(scenes, rules, folder)
  const start = (recorded.played[0]?.start ?? 0) / 1000
  const end = (recorded.played.at(-1)?.end ?? 0) / 1000
  for (const alert of alerts) fired.push(...(await firings(recorded.prometheus.client, alert, start, end)))
}, 1_500_000)

afterAll(async () => {
  await recorded?.prometheus.stop()
  rmSync(folder, { recursive: true, force: true })
})

for (const scene of scenes)
  test(`${scene.name}: ${scene.alerts.join(', ') || 'no alert'}`, () => {
    const begun = fired.filter(({ from }) => sceneAt(from)?.name === scene.name).map(({ alert }) => alert)
    expect([...new Set(begun)].sort()).toEqual([...scene.alerts].sort())
  })

test('every alert fires in some scene, and none when all is well at the end', () => {
  const names = new Set(fired.map(({ alert }) => alert))
  expect(alerts.map(({ alert }) => alert).filter((alert) => !names.has(alert))).toEqual([])
  const end = (recorded.played.at(-1)?.end ?? 0) / 1000
  expect(fired.filter(({ to }) => to >= end - 60)).toEqual([])
})

for (const board of boards)
  for (const panel of board.panels)
    panel.targets.forEach((target, index) => {
      const moment = momentOf(board.name, panel.title, index)
      test(`${board.title}, ${panel.title} (${index + 1}): there is something to see in "${moment}"`, async () => {
        const scene = recorded.played.find(({ name }) => name === moment)
        const [start, end] = [(scene?.start ?? 0) / 1000, (scene?.end ?? 0) / 1000]
        const query = asked(target.expr, board.variables, end - start, rate)
        const series = await recorded.prometheus.client.range(query, start, end, 60)
        const values = series.flatMap(({ points }) => points.map(([, value]) => value))
        expect(values.some((value) => Number.isFinite(value) && value !== 0)).toBe(true)
      })
    })

test('every panel that has a moment of its own exists', () => {
  const panels = boards.flatMap(({ name, panels }) => panels.map(({ title }) => `${name}/${title}`))
  expect(Object.keys(moments).filter((name) => !panels.includes(name))).toEqual([])
})

test('promtool finds nothing wrong with the rules', async () => {
  expect(await run('promtool', ['check', 'rules', rules], folder)).toContain('SUCCESS')
})

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
if (browser === undefined) console.log('skipped: the pictures of the dashboards, because no Chromium is installed')
const pictures = resolve(import.meta.dirname, '../../../docs/images')
/** Scenes and minutes into them at which everything a board shows has been seen. */
const ends: Readonly<Record<string, readonly [string, number]>> = {
  controller: ['the API server does not announce a change', 70],
}

for (const { name, title } of boards)
  test.skipIf(browser === undefined)(
    `${title}: drawn in a browser, every panel shows data`,
    async () => {
      const [scene, minutes] = ends[name] ?? ['a delete that something in AWS holds up', 65]
      const to = (recorded.played.find((one) => one.name === scene)?.start ?? 0) / 1000 + minutes * 60
      const from = (recorded.played[0]?.start ?? 0) / 1000
      const page = await servePage(join(published, 'dashboards'), recorded.prometheus.url)
      const opened = await chromium.launch({
        ...(browser === undefined ? {} : { executablePath: browser }),
        args: ['--no-sandbox'],
      })
      try {
        const tab = await opened.newPage({ viewport: { width: 1360, height: 900 } })
        const wrong: string[] = []
        tab.on('console', (line) => line.type() === 'error' && wrong.push(line.text()))
        tab.on('pageerror', (error) => wrong.push(error.message))
        await tab.goto(`${page.url}?board=${name}&from=${from}&to=${to}`)
        await tab.waitForSelector('body[data-done]')
        const states = await tab.$$eval('[data-panel]', (panels) =>
          panels.map((panel) => [panel.getAttribute('data-panel'), panel.getAttribute('data-state')]),
        )
        const picture = join(pictures, `${name}.png`)
        if (process.env.WINDLASS_PICTURES !== undefined) {
          mkdirSync(pictures, { recursive: true })
          await tab.screenshot({ path: picture, fullPage: true })
        }
        expect(states.filter(([, state]) => state !== 'data')).toEqual([])
        expect(wrong).toEqual([])
        expect(statSync(picture).size).toBeLessThan(300_000)
      } finally {
        await opened.close()
        await page.close()
      }
    },
    60_000,
  )
