/// <reference lib="dom" />
import uPlot from 'uplot'
import type { PanelView } from '../board.ts'
import { shown, stepsOf } from './unit.ts'

/** A line to draw: one value for each time, null where there is none. */
export interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

const colors = [
  '#3274d9',
  '#e0752d',
  '#299c46',
  '#b877d9',
  '#d44a3a',
  '#e5ac0e',
  '#0a9396',
  '#8f3bb8',
  '#7a7a7a',
  '#c15c17',
]
const most = 8

/** Draws lines, stacked where the panel says so. Times are seconds since the Unix epoch. */
export function chart(into: HTMLElement, panel: PanelView, times: readonly number[], lines: readonly Line[]): void {
  const kept = largest(lines)
  const drawn = panel.stacked ? stacked(kept) : kept.map(({ values }) => values)
  const order = panel.stacked ? kept.map((_, index) => kept.length - 1 - index) : kept.map((_, index) => index)
  const color = (index: number) => colors[index % colors.length] ?? '#333'
  const steps = stepsOf(panel.unit)
  const plot = new uPlot(
    {
      width: into.clientWidth,
      height: Math.max(60, into.clientHeight - legendHeight(kept.length)),
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.1] } },
      axes: [
        { size: 26, font: '10px sans-serif', stroke: '#666', grid: { stroke: '#eee' } },
        {
          size: 58,
          font: '10px sans-serif',
          stroke: '#666',
          grid: { stroke: '#eee' },
          ...(steps && { incrs: [...steps] }),
          values: (_, ticks) => ticks.map((tick) => shown(tick, panel.unit)),
        },
      ],
      series: [
        {},
        ...order.map((index) => ({
          label: kept[index]?.name ?? '',
          stroke: color(index),
          width: 1.5,
          points: { show: lonely(drawn[index] ?? []), size: 4 },
          ...(panel.stacked ? { fill: color(index) } : {}),
        })),
      ],
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    },
    [[...times], ...order.map((index) => [...(drawn[index] ?? [])])],
    into,
  )
  plot.root.after(legend(kept, color, lines.length - kept.length))
}

/** The lines that matter most, so that a legend stays readable. */
function largest(lines: readonly Line[]): readonly Line[] {
  const size = ({ values }: Line) => Math.max(0, ...values.map((value) => Math.abs(value ?? 0)))
  return [...lines].sort((a, b) => size(b) - size(a)).slice(0, most)
}

function stacked(lines: readonly Line[]): readonly (readonly (number | null)[])[] {
  const sums: number[] = []
  return lines.map(({ values }) =>
    values.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0)
      sums[index] = sum
      return sum
    }),
  )
}

/** Whether a line has values without neighbours, which no stroke would show. */
const lonely = (values: readonly (number | null)[]) =>
  values.some((value, at) => value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null)

const legendHeight = (lines: number) => 16 * Math.ceil(Math.max(1, lines) / 4) + 4

function legend(lines: readonly Line[], color: (index: number) => string, more: number): HTMLElement {
  const list = document.createElement('div')
  list.className = 'legend'
  lines.forEach(({ name }, index) => {
    const entry = document.createElement('span')
    entry.textContent = name
    entry.style.setProperty('--color', color(index))
    list.append(entry)
  })
  if (more > 0) list.append(`and ${more} more`)
  return list
}
