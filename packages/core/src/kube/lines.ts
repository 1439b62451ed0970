/**
 * Splits a byte stream into lines of text, without their ends and without empty ones. Characters and lines may be cut
 * anywhere between chunks; the cost is linear in the length of a line however many chunks it spans. A last line
 * without an end is given too.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let pending: string[] = []
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n')
    const last = parts.pop() ?? ''
    for (const part of parts) {
      const line = pending.length === 0 ? part : pending.join('') + part
      pending = []
      if (line.trim() !== '') yield line
    }
    if (last !== '') pending.push(last)
  }
  const rest = pending.join('') + decoder.decode()
  if (rest.trim() !== '') yield rest
}
