import { KubeConfigError } from '@windlass/core/cluster'
import { KubeError, KubePathError, type KubeTransport, KubeUnreachable } from '@windlass/core/kube'
import { escaped } from '@windlass/core/object'
import type { Clock } from '@windlass/core/time'
import { type Asked, type Common, parseArguments } from './arguments.ts'
import { clean } from './clean.ts'
import { explain } from './diagnosis/explain.ts'
import { fleetOf } from './diagnosis/fleet.ts'
import { kindNamed } from './discovery.ts'
import { Gatherer } from './gather.ts'
import { generate } from './generate/generate.ts'
import { Problem } from './problem.ts'
import { fleetText } from './text/fleet.ts'
import { jsonText } from './text/json.ts'
import { coloured, plain } from './text/paint.ts'
import { whyText } from './text/why.ts'

/** What the command works with. */
export interface Surroundings {
  /** What the help calls it: `windlass`, `kubectl windlass`. */
  readonly program: string
  readonly version: string
  readonly clock: Clock
  readonly colours: boolean
  /** The folder that the person is in. */
  readonly folder: string
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  /** The way to the cluster. May reject with `KubeConfigError`. */
  readonly connect: (which: Common) => Promise<{ readonly transport: KubeTransport; readonly namespace: string }>
}

/** Runs one command and answers its exit code: 0 fine, 1 not in sync or not as generated, 2 it could not be done. Rejects only for defects. */
export async function run(args: readonly string[], around: Surroundings, signal: AbortSignal): Promise<0 | 1 | 2> {
  try {
    const asked = parseArguments(args, around.program, around.version)
    switch (asked.do) {
      case 'text':
        around.print(asked.text)
        return 0
      case 'why':
        return await why(asked, around, signal)
      case 'status':
        return await status(asked, around, signal)
      case 'generate':
        return await generate(asked, around)
    }
  } catch (error) {
    around.complain(`${nameOf(around)}: ${escaped(sentenceOf(error))}\n`)
    return 2
  }
}

async function why(asked: Extract<Asked, { do: 'why' }>, around: Surroundings, signal: AbortSignal): Promise<0 | 1> {
  const { transport, namespace } = await around.connect(asked)
  const gatherer = await Gatherer.open({ transport: clean(transport), clock: around.clock, signal })
  const kind = kindNamed(asked.kind, gatherer.kinds)
  const within = asked.namespace ?? namespace
  const [thing, signs] = await Promise.all([
    gatherer.thing(kind, within, asked.name),
    gatherer.signs(within, around.clock.now()),
  ])
  const answer = explain(thing, signs)
  const paint = around.colours ? coloured : plain
  around.print(asked.json ? jsonText(answer) : whyText(answer, around.clock.now(), paint))
  return answer.inSync ? 0 : 1
}

async function status(
  asked: Extract<Asked, { do: 'status' }>,
  around: Surroundings,
  signal: AbortSignal,
): Promise<0 | 1 | 2> {
  const { transport, namespace } = await around.connect(asked)
  const gatherer = await Gatherer.open({ transport: clean(transport), clock: around.clock, signal })
  const kinds = asked.kind === undefined ? gatherer.kinds : [kindNamed(asked.kind, gatherer.kinds)]
  const within = asked.everywhere ? undefined : (asked.namespace ?? namespace)
  const asking = kinds.map(async (kind) => ({ kind, objects: await gatherer.all(kind, within) }))
  const answers = await Promise.allSettled(asking)
  const refusals = answers.flatMap((answer): unknown[] => (answer.status === 'rejected' ? [answer.reason] : []))
  if (refusals.length > 0 && refusals.length === answers.length) throw refusals[0]
  for (const refused of refusals) around.complain(`${nameOf(around)}: ${escaped(sentenceOf(refused))}\n`)
  const signs = await gatherer.signs(within ?? namespace, around.clock.now())
  const fleet = fleetOf(
    answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])),
    signs,
  )
  const where = within === undefined ? 'in all namespaces' : `in namespace ${within} (-A: in all)`
  const paint = around.colours ? coloured : plain
  around.print(
    asked.json ? jsonText(fleet) : fleetText(fleet, { where, program: around.program }, around.clock.now(), paint),
  )
  if (refusals.length > 0) return 2
  return asked.exitCode && fleet.inSync < fleet.total ? 1 : 0
}

const expected = [Problem, KubeConfigError, KubeError, KubeUnreachable, KubePathError]

/** The program as the beginning of a sentence about it. */
const nameOf = ({ program }: Surroundings) => program.replace(/ --$/, '')

/** What a failure says to the person, on one line. Throws what is a defect of this program. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error) || !expected.some((type) => error instanceof type)) throw error
  if (error instanceof KubeError && error.status === 401)
    return 'The API server does not accept these credentials (401): see kubectl auth whoami.'
  if (error instanceof KubeError && error.status === 403)
    return `${error.message.replace(/[.\s]+$/, '')}. You need get and list on it: ask whoever gives out roles in this cluster.`
  return error.message.replace(/\s*\n\s*/g, ' ')
}
