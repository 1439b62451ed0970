/// <reference lib="dom" />
import type { PanelView } from '../board.ts'
import type { Series } from '../query.ts'
import { chart } from './chart.ts'
import { heatmap } from './heatmap.ts'
import { hidden, legendOf } from './legend.ts'
import { shown } from './unit.ts'

/** The answers to the queries of a panel, with the legends of the queries. */
export type Answers = readonly { readonly legend: string; readonly series: readonly Series[] }[]

/** Draws the data of a panel over these times; says whether there was any. */
export function fill(into: HTMLElement, panel: PanelView, answers: Answers, times: readonly number[]): boolean {
  const found = answers.flatMap(({ legend, series }) =>
    series.map((one) => ({ ...one, name: legendOf(legend, one.labels) })),
  )
  if (found.length === 0) {
    into.textContent = 'nothing to show'
    return false
  }
  if (panel.type === 'stat') stats(into, panel, found)
  else if (panel.type === 'table') table(into, panel, found)
  else lines(into, panel, found, times)
  return true
}

type Named = Series & { readonly name: string }

function lines(into: HTMLElement, panel: PanelView, found: readonly Named[], times: readonly number[]): void {
  const drawn = found.map(({ name, points }) => {
    const values = new Map(points)
    return { name, values: times.map((at) => finite(values.get(at))) }
  })
  if (panel.type === 'heatmap') heatmap(into, panel, times, drawn)
  else chart(into, panel, times, drawn)
}

function stats(into: HTMLElement, panel: PanelView, found: readonly Named[]): void {
  for (const { name, points } of found.slice(0, 4)) {
    const value = points.at(-1)?.[1]
    const stat = document.createElement('div')
    stat.className = 'stat'
    stat.style.color = colorOf(panel, value ?? 0)
    stat.textContent = shown(value, panel.unit)
    if (found.length > 1) {
      const label = document.createElement('small')
      label.textContent = name
      stat.append(label)
    }
    into.append(stat)
  }
}

function colorOf({ thresholds }: PanelView, value: number): string {
  const reached = thresholds.filter((step) => step.value === undefined || value >= step.value).at(-1)
  return reached?.color === 'red' ? '#c4162a' : '#2f8f46'
}

function table(into: HTMLElement, panel: PanelView, found: readonly Named[]): void {
  const columns = [...new Set(found.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (one) => !hidden.includes(one),
  )
  const rows = [...found].sort((a, b) => (b.points.at(-1)?.[1] ?? 0) - (a.points.at(-1)?.[1] ?? 0))
  const drawn = document.createElement('table')
  drawn.append(row('th', [...columns.map((name) => name.replace('exported_', '')), panel.column]))
  for (const { labels, points } of rows)
    drawn.append(row('td', [...columns.map((name) => labels[name] ?? ''), shown(points.at(-1)?.[1], panel.unit)]))
  into.append(drawn)
}

function row(cell: 'th' | 'td', texts: readonly string[]): HTMLElement {
  const line = document.createElement('tr')
  for (const text of texts) {
    const one = document.createElement(cell)
    one.textContent = text
    line.append(one)
  }
  return line
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value)
