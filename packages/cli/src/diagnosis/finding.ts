import { items } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { annotation, cut, isReason, particular, unadvised } from '@windlass/core/object'
import { type Word, words } from './reason.ts'

/** The states a person tells apart. */
export type State = 'ready' | 'progressing' | 'blocked' | 'failed' | 'paused' | 'deleting' | 'unmanaged'
export const states: readonly State[] = ['ready', 'progressing', 'blocked', 'failed', 'paused', 'deleting', 'unmanaged']

/** What one object says of itself. */
export interface Finding {
  readonly state: State
  readonly word: Word
  readonly message: string
  /** What the message advises beyond what its reason always says. */
  readonly advice?: string | undefined
  readonly inSync: boolean
  readonly deleting: boolean
  /** Since when it has been so, in milliseconds since the Unix epoch; undefined where the cluster does not show it. */
  readonly since: number | undefined
  /** What the controller says of a second AWS object of this one. */
  readonly twin: { readonly message: string; readonly since: number | undefined } | undefined
}

interface Said {
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly advice: string | undefined
  readonly observed: unknown
  readonly since: number | undefined
}

/** Reads an object's state off its metadata and conditions. Pure. */
export function findingOf(object: KubeObject): Finding {
  const advice = conditionOf(object, 'ACK.Advisory')
  const told = advice?.status === 'True' && advice.reason === 'Duplicate'
  return { ...stateFound(object), twin: told ? { message: advice.message, since: advice.since } : undefined }
}

function stateFound(object: KubeObject): Finding {
  const { deletionTimestamp, generation, annotations = {} } = object.metadata
  const deleting = deletionTimestamp !== undefined
  const said = saidOf(object)
  const since = moment(deletionTimestamp) ?? said?.since ?? moment(object.metadata.creationTimestamp)
  if (annotations[annotation.paused]?.toLowerCase() === 'true')
    return finding('Paused', `Paused by the annotation ${annotation.paused}`, deleting, since)
  if (said === undefined)
    return annotations[annotation.intent] === undefined
      ? finding('Unseen', 'No controller has written its status yet', deleting, since)
      : finding(
          'Begun',
          'A controller creates it in AWS, or waits for the request budget of that action',
          deleting,
          since,
        )
  if (said.observed !== undefined && said.observed !== generation)
    return finding(
      'Edited',
      'The spec was changed, and the controller has not answered yet',
      deleting,
      moment(deletionTimestamp),
    )
  if (said.status === 'True' && said.reason === 'InSync')
    return { ...finding('InSync', said.message, deleting, since), inSync: !deleting }
  if (isReason(said.reason)) return { ...finding(said.reason, said.message, deleting, since), advice: said.advice }
  return unlisted(object, said, deleting, since)
}

function finding(word: Word, message: string, deleting: boolean, since: number | undefined): Finding {
  const { state } = words[word]
  const shown = deleting && state !== 'blocked' ? 'deleting' : state
  return { state: shown, word, message, inSync: false, deleting, since, twin: undefined }
}

/** A condition that no reason explains, as other controllers of these groups write it. */
function unlisted(object: KubeObject, said: Said, deleting: boolean, since: number | undefined): Finding {
  const failures = ['ACK.Terminal', 'ACK.Recoverable'].map((type) => conditionOf(object, type))
  const failure = failures.find((condition) => condition?.status === 'True')
  const message = failure?.message || said.message || `The condition is ${said.status} without an explanation`
  const plain = finding('Unlisted', said.reason === '' ? message : `${said.reason}: ${message}`, deleting, since)
  if (failure !== undefined) return deleting ? plain : { ...plain, state: 'failed' }
  if (said.status !== 'True') return plain
  const left = `Another controller said so, and no controller of Windlass has looked at it: ${plain.message}`
  return { ...plain, message: left, state: deleting ? 'deleting' : 'unmanaged' }
}

function saidOf(object: KubeObject): Said | undefined {
  return conditionOf(object, 'ACK.ResourceSynced') ?? conditionOf(object, 'Ready')
}

/** Bytes of a message that are shown; no controller of ours writes longer ones. */
const longest = 8192

function conditionOf(object: KubeObject, type: string): Said | undefined {
  const found = items(object.status?.conditions).find((condition) => condition.type === type)
  if (found === undefined) return undefined
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  const reason = word(found.reason)
  return {
    status: word(found.status),
    reason,
    message: cut(unadvised(word(found.message)), longest),
    advice: isReason(reason) ? particular(word(found.message), reason) : undefined,
    observed: found.observedGeneration,
    since: moment(found.lastTransitionTime),
  }
}

/** When news came into the status of an object, in milliseconds since the Unix epoch. */
export function toldAt({ status }: KubeObject): readonly number[] {
  return items(status?.conditions).flatMap(({ lastTransitionTime }) => moment(lastTransitionTime) ?? [])
}

/** A Kubernetes time in milliseconds since the Unix epoch. */
export function moment(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
