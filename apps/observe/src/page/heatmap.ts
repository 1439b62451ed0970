/// <reference lib="dom" />
import type { PanelView } from '../board.ts'
import type { Line } from './chart.ts'
import { shown } from './unit.ts'

/** Draws how many values fell between one bound of a histogram and the next: darker is more. */
export function heatmap(into: HTMLElement, panel: PanelView, times: readonly number[], lines: readonly Line[]): void {
  const bound = ({ name }: Line) => (name === '+Inf' ? Number.POSITIVE_INFINITY : Number(name))
  const buckets = [...lines].sort((a, b) => bound(a) - bound(b))
  const counts = buckets.map(({ values }, index) =>
    values.map((value, at) => Math.max(0, (value ?? 0) - (buckets[index - 1]?.values[at] ?? 0))),
  )
  const most = Math.max(1, ...counts.flat())
  const canvas = document.createElement('canvas')
  canvas.width = into.clientWidth
  canvas.height = into.clientHeight
  into.append(canvas)
  const brush = canvas.getContext('2d')
  if (brush === null) return
  const left = 60
  const [wide, high] = [(canvas.width - left) / times.length, canvas.height / buckets.length]
  brush.font = '10px sans-serif'
  counts.forEach((row, index) => {
    const top = canvas.height - (index + 1) * high
    const name = buckets[index]?.name ?? ''
    brush.fillStyle = '#666'
    brush.fillText(name === '+Inf' ? 'longer' : `≤ ${shown(Number(name), panel.unit)}`, 2, top + high / 2 + 3)
    row.forEach((count, at) => {
      brush.fillStyle = `rgba(50, 116, 217, ${Math.sqrt(count / most)})`
      brush.fillRect(left + at * wide, top, wide + 0.5, high - 1)
    })
  })
}
