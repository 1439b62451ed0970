/** So much of what others say is kept: bytes of UTF-8. */
const most = 1024

/**
 * Characters that a terminal or a reader takes for more than themselves: controls (a newline and ESC among them), separators
 * of lines, and those that turn the direction of a text or cannot be seen. Source: Unicode, categories Cc, Cs (halves of a character), Zl, Zp and the
 * Bidi_Control and Default_Ignorable properties of category Cf.
 */
const active = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A text in which every active character stands as its escape: `\n`, `\u001b`. The same when it is applied again. */
export function escaped(text: string): string {
  return text.replace(active, (one) => named[one] ?? `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}

/** At most `bytes` of UTF-8, cut between characters, with an ellipsis where something was cut. */
export function cut(text: string, bytes: number = most): string {
  // A UTF-16 unit takes a byte at least: what is longer need not be encoded as a whole.
  const encoded = new TextEncoder().encode(text.slice(0, bytes + 1))
  if (encoded.length <= bytes && text.length <= bytes) return text
  const whole = new TextDecoder().decode(encoded.subarray(0, bytes - 3)).replace(/\uFFFD+$/, '')
  return `${whole}…`
}

/** The words of somebody else, fit for conditions, Events, logs and terminals: escaped, and at most 1 KiB. */
export function foreign(text: string): string {
  // An escape is at most six times as long as what it stands for; what is cut off need not be escaped.
  return cut(escaped(text.slice(0, most + 1)), most)
}

/** How a reply begins, for people: `HTTP 503, text/html: <html><body>Service down`. */
export function introduced(status: number, type: string, body: Uint8Array): string {
  const start = new TextDecoder()
    .decode(body.subarray(0, 200))
    .replace(/\uFFFD$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  const more = body.length > 200 ? '…' : ''
  return foreign(`HTTP ${status}, ${type.slice(0, 100)}: ${start === '' ? 'no body' : `${start}${more}`}`)
}
