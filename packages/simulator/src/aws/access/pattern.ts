/** Whether a text is what a pattern stands for. */
export type Pattern = (text: string) => boolean

/** A pattern of IAM: `*` is any characters, `?` one. In any case of letters where `anyCase` is set. */
export function pattern(text: string, { anyCase = false }: { readonly anyCase?: boolean } = {}): Pattern {
  if (!/[*?]/.test(text)) return anyCase ? same(text.toLowerCase()) : (other) => other === text
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const shape = new RegExp(`^${source}$`, anyCase ? 'si' : 's')
  return (other) => shape.test(other)
}

const same = (lower: string) => (other: string) => other.toLowerCase() === lower
