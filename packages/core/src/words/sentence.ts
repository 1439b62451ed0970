/** A message of commander as one sentence: without `error:` and line breaks, beginning with a capital, ending with a full stop. */
export function sentence(message: string): string {
  const words = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.+$/, '')
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}.`
}
