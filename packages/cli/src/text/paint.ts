import type { Wait } from '../diagnosis/explain.ts'

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim'

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
}

/** Colours by ANSI codes. */
export const coloured: Paint = (colour, text) => `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m`

/** No colours. */
export const plain: Paint = (_, text) => text

/** The colour of a state. */
export function colourOf(state: Wait['state']): Colour {
  switch (state) {
    case 'ready':
      return 'green'
    case 'progressing':
    case 'deleting':
      return 'cyan'
    case 'blocked':
    case 'paused':
    case 'unreadable':
    case 'unmanaged':
      return 'yellow'
    case 'failed':
    case 'missing':
    case 'circle':
      return 'red'
  }
}
