import { describe, expect, test } from 'vitest'
import { cut, escaped, foreign, introduced } from './foreign.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

describe('words of others act on nobody', () => {
  test.each([
    { said: 'a\nb\tc\r', reads: 'a\\nb\\tc\\r', because: 'a line stays one' },
    {
      said: '\u001b[2J\u001b]0;x\u0007',
      reads: '\\u001b[2J\\u001b]0;x\\u0007',
      because: 'a terminal takes ESC for a command',
    },
    { said: '\u009b2J\u007f', reads: '\\u009b2J\\u007f', because: 'there are commands of one byte, too' },
    { said: 'ab\u202ecd\u2066', reads: 'ab\\u202ecd\\u2066', because: 'a text reads as it is written' },
    { said: 'a\u2028b\u200bc\ufeff', reads: 'a\\u2028b\\u200bc\\ufeff', because: 'what cannot be seen is shown' },
    { said: 'a\ud800b', reads: 'a\\ud800b', because: 'half a character is none' },
    { said: 'Größe 10 → 20 °C 😀', reads: 'Größe 10 → 20 °C 😀', because: 'other letters are letters' },
  ])('$reads: $because', ({ said, reads }) => {
    expect(escaped(said)).toBe(reads)
    expect(escaped(escaped(said))).toBe(reads)
  })
})

describe('words of others are bounded', () => {
  test.each([
    { said: 'a'.repeat(100_000), reads: `${'a'.repeat(1021)}…` },
    { said: 'ä'.repeat(100_000), reads: `${'ä'.repeat(510)}…` },
    { said: '😀'.repeat(100_000), reads: `${'😀'.repeat(255)}…` },
    { said: 'a'.repeat(1024), reads: 'a'.repeat(1024) },
    { said: `${'a'.repeat(1020)}😀`, reads: `${'a'.repeat(1020)}😀` },
  ])('to 1 KiB, between characters', ({ said, reads }) => {
    expect(foreign(said)).toBe(reads)
    expect(foreign(foreign(said))).toBe(reads)
  })

  test('an escape counts as what it reads', () => {
    expect(bytes(foreign('\u001b'.repeat(100_000)))).toBeLessThanOrEqual(1024)
    expect(bytes(cut('ü'.repeat(5), 8))).toBeLessThanOrEqual(8)
  })
})

test('a reply is introduced by status, type and first words', () => {
  const body = new TextEncoder().encode(`<html>\n ${'x'.repeat(400)}\u001b`)
  expect(introduced(503, 'text/html', body)).toBe(`HTTP 503, text/html: <html> ${'x'.repeat(192)}…`)
  expect(introduced(200, 'text/xml', new Uint8Array())).toBe('HTTP 200, text/xml: no body')
})
