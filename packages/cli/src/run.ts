import {
  type Clock,
  KubeConfigError,
  KubeError,
  KubePathError,
  type KubeTransport,
  KubeUnreachable,
} from '@windlass/core'
import { type Asked, type Common, parseArguments } from './arguments.ts'
import { kindNamed } from './discovery.ts'
import { explain } from './explain.ts'
import { fleetOf } from './fleet.ts'
import { Gatherer } from './gather.ts'
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
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
  /** The way to the cluster. May throw `KubeConfigError`. */
  readonly connect: (which: Common) => { readonly transport: KubeTransport; readonly namespace: string }
}

/** Runs one command and answers its exit code: 0 fine, 1 not in sync, 2 it could not be done. Rejects only for defects. */
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
    }
  } catch (error) {
    const known = [Problem, KubeConfigError, KubeError, KubeUnreachable, KubePathError]
    if (!(error instanceof Error) || !known.some((type) => error instanceof type)) throw error
    around.complain(`${around.program}: ${error.message.replace(/\s*\n\s*/g, ' ')}\n`)
    return 2
  }
}

async function why(asked: Extract<Asked, { do: 'why' }>, around: Surroundings, signal: AbortSignal): Promise<0 | 1> {
  const { transport, namespace } = around.connect(asked)
  const gatherer = await Gatherer.open({ transport, clock: around.clock, signal })
  const kind = kindNamed(asked.kind, gatherer.kinds)
  const answer = explain(await gatherer.thing(kind, asked.namespace ?? namespace, asked.name))
  const paint = around.colours ? coloured : plain
  around.print(asked.json ? jsonText(answer) : whyText(answer, around.clock.now(), paint))
  return answer.inSync ? 0 : 1
}

async function status(
  asked: Extract<Asked, { do: 'status' }>,
  around: Surroundings,
  signal: AbortSignal,
): Promise<0 | 1> {
  const { transport, namespace } = around.connect(asked)
  const gatherer = await Gatherer.open({ transport, clock: around.clock, signal })
  const kinds = asked.kind === undefined ? gatherer.kinds : [kindNamed(asked.kind, gatherer.kinds)]
  const within = asked.everywhere ? undefined : (asked.namespace ?? namespace)
  const all = await Promise.all(kinds.map(async (kind) => ({ kind, objects: await gatherer.all(kind, within) })))
  const fleet = fleetOf(all)
  const where = within === undefined ? 'in all namespaces' : `in namespace ${within} (-A: in all)`
  const paint = around.colours ? coloured : plain
  around.print(
    asked.json ? jsonText(fleet) : fleetText(fleet, { where, program: around.program }, around.clock.now(), paint),
  )
  return asked.exitCode && fleet.inSync < fleet.total ? 1 : 0
}
