import { KubeError } from '@windlass/core/kube'
import { type Clock, sleep } from '@windlass/core/time'
import { type Manifest, ManifestError } from './manifest.ts'
import type { Playground } from './plan.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'

/** What of the playground is followed. */
export type Followed = Pick<Playground, 'changed' | 'apply' | 'progress'>

/** How long the objects are followed. */
interface Until {
  readonly signal: AbortSignal
  /** Until all are in sync, and no manifest may be wrong; else until the signal. */
  readonly allSynced: boolean
}

/** Applies the manifests, again when they change, and shows the objects on their way. Gives what was seen last. */
export async function follow(
  playground: Followed,
  screen: Screen,
  until: Until,
  clock: Clock,
): Promise<readonly Progress[]> {
  const started = clock.monotonic()
  let manifests: readonly Manifest[] = []
  let said = false
  let seen: readonly Progress[] = []
  while (!until.signal.aborted) {
    try {
      manifests = (await applied(playground, screen, until)) ?? manifests
      seen = await playground.progress(manifests, until.signal)
    } catch (error) {
      if (until.signal.aborted) break
      throw error
    }
    screen.show(seen)
    if (seen.length > 0 && seen.every(({ synced }) => synced) && !said) {
      said = true
      const seconds = ((clock.monotonic() - started) / 1000).toFixed(1)
      screen.say(
        `\nAll ${seen.length} objects are in sync after ${seconds} s.${until.allSynced ? '' : ' Ctrl-C ends the playground.'}\n\n`,
      )
      if (until.allSynced) break
    }
    await sleep(clock, 400, until.signal)
  }
  return seen
}

/** The manifests, when they have changed and are applied. What is not understood, or not accepted, is said and waits for the next change. */
async function applied(
  playground: Followed,
  screen: Screen,
  { signal, allSynced }: Until,
): Promise<readonly Manifest[] | undefined> {
  try {
    const changed = playground.changed()
    if (changed !== undefined) await playground.apply(changed, signal)
    return changed
  } catch (error) {
    if (allSynced || !(error instanceof ManifestError || error instanceof KubeError)) throw error
    screen.say(`${error.message}\n`)
    return undefined
  }
}
