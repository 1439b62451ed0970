import { expect, test } from 'vitest'
import { lines } from './lines.ts'

const text = `{"a":"ü€😀"}\n\n${'x'.repeat(5000)}\r\n{"last":true}`
const expected = ['{"a":"ü€😀"}', `${'x'.repeat(5000)}\r`, '{"last":true}']

test.each([1, 2, 3, 7, 4096, 100_000])('lines come out whole when chunks have %i bytes', async (size) => {
  async function* chunks() {
    const bytes = new TextEncoder().encode(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const read: string[] = []
  for await (const line of lines(chunks())) read.push(line)
  expect(read).toEqual(expected)
})

test('a stream without bytes has no lines', async () => {
  async function* nothing(): AsyncGenerator<Uint8Array> {}
  for await (const line of lines(nothing())) expect.unreachable(line)
})
