import { describe, expect, test } from 'vitest'
import type { Progress } from './progress.ts'
import { Screen } from './screen.ts'

describe('the screen', () => {
  const progress = (synced: boolean): Progress => ({
    kind: 'VPC',
    name: 'a',
    id: 'vpc-1',
    synced,
    why: synced ? '' : 'Waiting',
  })

  test('says each change once where there is no terminal', () => {
    const lines: string[] = []
    const screen = new Screen({ write: (text) => lines.push(text) })
    for (const synced of [false, false, true, true]) screen.show([progress(synced)])
    expect(lines).toEqual([expect.stringMatching(/^· VPC {2}a .*Waiting\n$/), expect.stringMatching(/^✓ VPC {2}a/)])
  })

  test('draws over the table on a terminal, in lines that fit', () => {
    const written: string[] = []
    const screen = new Screen({ isTTY: true, columns: 20, write: (text) => written.push(text) })
    screen.show([progress(false)])
    screen.show([progress(true)])
    expect(written[1]?.startsWith('\x1b[2A')).toBe(true)
    for (const line of written[0]?.replaceAll('\x1b[2K', '').split('\n') ?? []) expect(line.length).toBeLessThan(20)
  })
})
