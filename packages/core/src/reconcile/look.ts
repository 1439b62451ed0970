import { AwsError } from '../aws/error.ts'
import { canonical } from '../schema/json.ts'
import { lastWord } from './absence/recreate.ts'
import { noteBeside } from './duplicate/disposition.ts'
import { beginSearch, serverNow } from './identity/attempts.ts'
import { search, searchNatural } from './identity/search.ts'
import { observe } from './observe.ts'
import type { Pass } from './pass.ts'
import type { Found, Look, Situation } from './plan.ts'
import { seenOf } from './situation.ts'

/** Finds out what a decision needs to know. It reads AWS and the API server, and writes to neither. */
export async function look(pass: Pass, s: Situation, wanted: Look): Promise<Situation> {
  const found = (more: Found): Situation => ({ ...s, found: { ...s.found, ...more } })
  switch (wanted.for) {
    case 'definition': {
      const definition = await pass.tools.settings.definition(s.kind)
      if (definition.is === 'standing') pass.memory.definitionStands = true
      return { ...s, definition }
    }
    case 'turn':
      return { ...s, turn: pass.tools.settings.turn(pass.object) }
    case 'time':
      return found({ time: await serverNow(pass) })
    case 'word':
      return found(await somewhere(async () => ({ word: await lastWord(pass, wanted.id) })))
    case 'search':
      beginSearch(s.attempts, s.wish.intent, s.found.time, pass.tools.clock.monotonic())
      return found(
        await somewhere(async () => {
          const { ids, occupant } = await search(pass, s.refs.spec)
          return { shown: ids, occupant }
        }),
      )
    case 'occupant': {
      const { ids, occupant } = await search(pass, s.refs.spec)
      return found({ there: ids, occupant })
    }
    case 'natural':
      return found({ natural: noted(pass, await searchNatural(pass, s.refs.spec)) })
    case 'object': {
      const observation = await observe(pass, wanted.id, s.refs.spec)
      pass.tools.vanishing.note(pass, observation)
      noteBeside(pass, observation)
      return { ...s, seen: await seenOf(pass, s, observation) }
    }
  }
}

/** A name server says of these that there is no such address; of anything else that keeps a call here it may pass. */
const nameless: ReadonlySet<string> = new Set(['RegionNotAccepted', 'ENOTFOUND'])

/** What a question is answered, or that it cannot be sent because nothing has the address of its region. */
async function somewhere(ask: () => Promise<Found>): Promise<Found> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof AwsError) || !error.unsent || !nameless.has(error.code)) throw error
    return { nowhere: error }
  }
}

/** Takes down what a look for a natural key has shown; answers since when looks show that. */
function noted({ memory, tools: { clock } }: Pass, ids: readonly string[]) {
  const now = clock.monotonic()
  if (memory.natural === undefined || canonical(memory.natural.ids) !== canonical(ids))
    memory.natural = { ids, since: now }
  return { ids, for: now - memory.natural.since }
}
