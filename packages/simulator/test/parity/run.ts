import { list, text, toJson } from '../../src/kube/value/json.ts'
import { differences, settled } from './compare.ts'
import { definitions, placeOf, post, type Sequence, type Step } from './request.ts'
import type { Answer, Server } from './server.ts'
import { widgetDefinition } from './widget.ts'

/** One request that the two servers answer differently. */
export interface Difference {
  /** `sequence / number METHOD path`. */
  readonly request: string
  /** In which members of the answer. */
  readonly members: readonly string[]
  readonly real: Answer
  readonly simulated: Answer
}

/** Sends every sequence to both servers. */
export async function differing(
  sequences: readonly Sequence[],
  real: Server,
  simulated: Server,
): Promise<readonly Difference[]> {
  const both = [real, simulated] as const
  for (const server of both) await prepared(server)
  const found: Difference[] = []
  for (const [i, sequence] of sequences.entries()) found.push(...(await compared(sequence, `parity-${i}`, both)))
  return found
}

async function prepared(server: Server): Promise<void> {
  await server.send(post(definitions, widgetDefinition))
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await server.send({ method: 'GET', path: '/apis/parity.test/v1/widgets' })
    if (status === 200) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('The server does not serve the definition it was sent.')
}

/** Waits until both servers have said what they make of the names of a new definition. */
async function accepted({ body }: Step, servers: readonly Server[]): Promise<void> {
  const path = `${definitions}/${text(toJson(body), 'metadata', 'name')}`
  for (const server of servers)
    for (let tries = 0; tries < 100; tries++) {
      const { status, body } = await server.send({ method: 'GET', path })
      const said = list(body, 'status', 'conditions').map((one) => `${text(one, 'type')}=${text(one, 'status')}`)
      if (status !== 200 || said.includes('Established=True') || said.includes('NamesAccepted=False')) break
      await pause()
    }
}

const pause = () => new Promise((done) => setTimeout(done, 50))

async function compared(
  { name, steps }: Sequence,
  namespace: string,
  servers: readonly [Server, Server],
): Promise<Difference[]> {
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
  for (const server of servers) await server.send(post('/api/v1/namespaces', space))
  const found: Difference[] = []
  for (const [i, step] of steps(placeOf(namespace)).entries()) {
    const real = await servers[0].send(step)
    const simulated = await servers[1].send(step)
    if (step.method === 'POST' && step.path === definitions) await accepted(step, servers)
    const written = step.method !== 'GET'
    const members = differences(settled(real, written), settled(simulated, written))
    const path = step.path.replaceAll(namespace, '{namespace}')
    const request = `${name} / ${i + 1} ${step.method} ${path}`
    if (members.length > 0) found.push({ request, members, real, simulated })
  }
  return found
}
