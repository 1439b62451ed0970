/// <reference lib="dom" />
import { asked, type BoardView, type PanelView } from '../board.ts'
import { PrometheusClient } from '../query.ts'
import { type Answers, fill } from './panel.ts'

const client = new PrometheusClient('')
const said = new URLSearchParams(location.search)
const body = document.body

/** Seconds since the Unix epoch when the page was opened. */
const now = Math.floor(Date.now() / 1000)

/** What the address says, or the last half hour. */
function span(): { readonly start: number; readonly end: number } {
  const end = Math.floor(Number(said.get('to') ?? now))
  return { start: Math.floor(Number(said.get('from') ?? end - 1800)), end }
}

const stepOf = (start: number, end: number) => Math.max(15, Math.ceil((end - start) / 240))

/** The times at which series are asked for, the same for every panel. */
function times(): readonly number[] {
  const { start, end } = span()
  const step = stepOf(start, end)
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
}

async function ask(board: BoardView, panel: PanelView): Promise<Answers> {
  const { start, end } = span()
  const step = stepOf(start, end)
  const rate = Math.max(60, step * 4)
  return await Promise.all(
    panel.targets.map(async ({ expr, legend, instant }) => {
      const query = asked(expr, board.variables, Math.ceil(end - start), rate)
      return { legend, series: await (instant ? client.instant(query, end) : client.range(query, start, end, step)) }
    }),
  )
}

async function draw(board: BoardView, panel: PanelView): Promise<void> {
  const box = element('section', panel.type)
  const { x, y, w, h } = panel.place
  box.style.gridArea = `${y + 1} / ${x + 1} / span ${h} / span ${w}`
  body.querySelector('main')?.append(box)
  if (panel.type === 'text' || panel.type === 'row') {
    box.textContent = panel.type === 'text' ? panel.text.replaceAll('**', '') : panel.title
    return
  }
  box.title = panel.description
  box.dataset.panel = panel.title
  box.append(Object.assign(element('h3', ''), { textContent: panel.title }))
  const inner = element('div', 'inner')
  box.append(inner)
  try {
    box.dataset.state = fill(inner, panel, await ask(board, panel), times()) ? 'data' : 'empty'
  } catch (error) {
    box.dataset.state = 'error'
    inner.textContent = String(error)
  }
}

function element(tag: string, name: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  return made
}

function navigation(boards: readonly BoardView[], current: BoardView): void {
  const bar = body.querySelector('nav')
  for (const { name, title } of boards) {
    const link = document.createElement('a')
    const to = new URLSearchParams(said)
    to.set('board', name)
    link.href = `?${to}`
    link.textContent = title
    link.className = name === current.name ? 'here' : ''
    bar?.append(link)
  }
}

async function show(): Promise<void> {
  const boards: readonly BoardView[] = await (await fetch('/boards.json')).json()
  const board = boards.find(({ name }) => name === (said.get('board') ?? 'fleet'))
  if (board === undefined) throw new Error(`There is no dashboard ${said.get('board')}.`)
  navigation(boards, board)
  await Promise.all(board.panels.map((panel) => draw(board, panel)))
  body.dataset.done = 'true'
  if (!said.has('to')) setTimeout(() => location.reload(), 15_000)
}

await show()
