import type { KubeObject } from '../../kube/transport.ts'
import type { Outcome } from '../outcome.ts'
import { ack, annotation } from './names.ts'

const truth = ['true', 'false']

/** The annotations that decide whether anything is done at all, and the values they have; an empty one counts as absent. */
const vocabulary: readonly { readonly name: string; readonly values: readonly string[]; readonly anyCase: boolean }[] =
  [
    { name: annotation.paused, values: truth, anyCase: true },
    { name: annotation.mode, values: ['enforce', 'plan'], anyCase: false },
    { name: ack.readOnly, values: truth, anyCase: true },
    { name: ack.adopted, values: truth, anyCase: true },
  ]

/**
 * What keeps a pass from beginning: the object is paused, or an annotation has a value that is not understood, which never
 * means to go on.
 */
export function gate(object: KubeObject): Outcome | undefined {
  const annotations = object.metadata.annotations ?? {}
  for (const { name, values, anyCase } of vocabulary) {
    const given = annotations[name] ?? ''
    if (given !== '' && !values.includes(anyCase ? given.toLowerCase() : given))
      return invalid(`${name} must be ${values.join(' or ')}, not ${shown(given)}`)
  }
  const interval = annotations[annotation.interval] ?? ''
  if (interval !== '' && !(Number(interval) > 0 && Number.isFinite(Number(interval))))
    return invalid(`${annotation.interval} must be a number of seconds, not ${shown(interval)}`)
  if (annotations[annotation.paused]?.toLowerCase() !== 'true') return undefined
  return { is: 'suspended', reason: 'Paused', why: `Paused by the annotation ${annotation.paused}` }
}

const shown = (value: string) => JSON.stringify(value.slice(0, 100))

function invalid(why: string): Outcome {
  return { is: 'failed', reason: 'AnnotationInvalid', why, errorClass: 'terminal' }
}
