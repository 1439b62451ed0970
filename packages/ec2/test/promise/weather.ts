import type { KubeRequest } from '@windlass/core/kube'
import { sleep } from '@windlass/core/time'
import type { Stage } from '@windlass/testing'

export const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }

const forever = new AbortController().signal

/**
 * What comes between a process and the API server: an error, a time (ms) before the request arrives, or one before its
 * answer does.
 */
export type Weather = (request: KubeRequest) => Error | number | { readonly answer: number } | undefined

/** Lets every request of processes that start from now on pass through the weather of the moment. */
export function exposed(stage: Stage, weather: Weather): void {
  const { cluster, clock } = stage
  const open = cluster.transport.bind(cluster)
  cluster.transport = (agent) => {
    const whole = open(agent)
    const pass = async (request: KubeRequest) => {
      const met = weather(request)
      if (met instanceof Error) throw met
      if (typeof met === 'number') await sleep(clock, met)
      return typeof met === 'object' ? met.answer : 0
    }
    return {
      request: async (request) => {
        const late = await pass(request)
        const answer = await whole.request(request)
        if (late > 0) await sleep(clock, late)
        return answer
      },
      async *watch(request) {
        await pass(request)
        yield* whole.watch(request)
      },
    }
  }
}

/** Makes a namespace with annotations. */
export function founded(stage: Stage, name: string, annotations: Readonly<Record<string, string>> = {}) {
  stage.cluster.install([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } }])
}

/** Sets annotations of a namespace; `null` takes one away. */
export async function annotated(stage: Stage, name: string, annotations: Readonly<Record<string, string | null>>) {
  await stage.kube.mergePatch(namespaces, { name }, { metadata: { annotations } }, forever)
  await stage.clock.advance(1000)
}
