import { isItem } from '@windlass/core'
import type { KubeTransport } from '@windlass/core/kube'
import { escaped } from '@windlass/core/object'

/**
 * A way to the cluster on which no text can act on the terminal that it is printed to: whatever the API server sends, texts
 * are escaped. Anybody may have written them.
 */
export function clean(transport: KubeTransport): KubeTransport {
  return {
    request: async (request) => {
      const { status, body } = await transport.request(request)
      return { status, body: harmless(body) }
    },
    watch: async function* (request) {
      for await (const { type, object } of transport.watch(request)) yield { type, object: harmless(object) }
    },
  }
}

function harmless(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value)
  if (Array.isArray(value)) return value.map(harmless)
  if (!isItem(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [escaped(name), harmless(member)]))
}
