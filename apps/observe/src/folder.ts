import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BoardView, boardOf } from './board.ts'

/** The generated dashboards in a folder. */
export function boardsIn(folder: string): readonly BoardView[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const board: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return boardOf(file.replace(/\.json$/, ''), board)
    })
}
