import { isItem, type Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import type { Scene } from '../run/scene.ts'
import { difference } from '../truth/compare.ts'
import { type Follow, plain } from '../truth/reference.ts'
import type { Truth } from '../truth/truth.ts'

/**
 * What of an object's spec the simulated AWS does not have at this moment, whatever the kind says of itself; undefined when it has
 * everything and nothing is under way. `id` is the one in its status.
 */
export function untrue(scene: Scene, truth: Truth, object: KubeObject, id: string): string | undefined {
  const { spec, gap } = plain(truth, object, following(scene))
  if (gap !== undefined) return `${id}: nothing stands behind a reference: ${gap}`
  for (const place of scene.aws.regions()) {
    const fact = truth.look(id, { place, spec })
    if (fact === undefined) continue
    const but = fact.moving ?? difference(spec, fact)
    return but === undefined ? undefined : `${id}: ${but}`
  }
  return `AWS has no ${id}`
}

/** What objects stand for at this moment: the id, or another part of status, of what AWS has. */
const following =
  (scene: Scene): Follow =>
  (named, namespace, name) => {
    const [kindName = '', ...path] = named.split('.')
    const kind = scene.kinds.find((one) => one.name === kindName)
    const object = kind && scene.get(kind, name, namespace)
    if (kind === undefined || object === undefined) return { gap: `${kindName} ${name} does not exist` }
    const id = textAt(object.status, [kind.id.field])
    if (id === undefined) return { gap: `${kindName} ${name} has no id` }
    const truth = scene.truths.find((one) => one.kind === kindName)
    if (truth !== undefined && !scene.aws.regions().some((place) => truth.has(place, id)))
      return { gap: `AWS has no ${id}, for which ${kindName} ${name} stands` }
    const value = path.length === 0 ? id : textAt(object.status, path)
    return value === undefined ? { gap: `${kindName} ${name} has no ${path.join('.')}` } : { id: value }
  }

function textAt(value: unknown, [step, ...rest]: readonly string[]): string | undefined {
  if (step === undefined) return typeof value === 'string' && value !== '' ? value : undefined
  return isItem(value) ? textAt(value[step], rest) : undefined
}

/** The table that says how a kind is found in the simulated AWS. */
export const truthOf = (scene: Scene, kind: Kind): Truth | undefined =>
  scene.truths.find((one) => one.kind === kind.name)
