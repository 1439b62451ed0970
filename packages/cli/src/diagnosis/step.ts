import { annotation } from '@windlass/core/object'
import type { Ident } from './facts.ts'
import { type Word, words } from './reason.ts'

/** The next steps a person can take about one object, as sentences and commands. Empty when there is nothing to do. */
export function stepsOf(word: Word, who: Ident): readonly string[] {
  const commands: Readonly<Record<string, () => string>> = {
    edit: () => command('edit', who),
    annotate: () => command('annotate', who),
    describe: () => command('describe', who),
    delete: () => command('delete', who),
    touch: () => `${command('annotate', who)} --overwrite ${annotation.requested}="$(date +%s)"`,
    namespace: () => who.namespace,
  }
  return words[word].steps.map((step) => step.replace(/\{(\w+)\}/g, (text, name) => commands[name]?.() ?? text))
}

/** What a person does when no controller runs. */
export const stepsForNobody: readonly string[] = [
  'Start the controller: see its pod (kubectl get pods --all-namespaces) and the last line of its log (kubectl logs --previous).',
]

/** What to do about a second AWS object of one object. */
export const stepsForTwin: readonly string[] = [
  'Decide about the second AWS object, unless it is being removed: delete it in AWS, or take its tag services.k8s.aws/uid off it.',
]

/** What a person does about an object in sync that could not be compared with AWS lately. */
export const stepsForDoubt: readonly string[] = [
  'Mend what keeps the controller from asking AWS: its credentials, its permissions, or the network. Nothing else is needed: the next look is at most one interval away.',
]

/** What a person does about an object that is referred to and does not exist. */
export function stepsForMissing(to: Ident, from: Ident, via: string): readonly string[] {
  return [`Create ${label(to)}, or correct ${via} of ${label(from)}: ${command('edit', from)}`]
}

/** What a person does about an object that is referred to while it is being deleted. */
export function stepsForLeaving(to: Ident, from: Ident): readonly string[] {
  return [
    `${label(to)} is being deleted: delete ${label(from)} too (${command('delete', from)}), or let it refer to another (${command('edit', from)})`,
  ]
}

/** The commands that delete some objects, one for each kind and namespace. */
export function deleting(objects: readonly Ident[]): readonly string[] {
  const groups = new Map<string, Ident>()
  for (const one of objects) {
    const key = `${one.singular}.${one.group} ${one.namespace}`
    const before = groups.get(key)
    groups.set(key, before === undefined ? one : { ...before, name: `${before.name} ${one.name}` })
  }
  return [...groups.values()].map((some) => command('delete', some))
}

/** `VPC default/main` */
export function label({ kind, namespace, name }: Ident): string {
  return `${kind === '' ? 'an object named' : kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/** A kubectl command on one object. */
export function command(verb: string, { singular, group, namespace, name }: Ident): string {
  return `kubectl ${verb} ${singular}.${group} ${name}${namespace === '' ? '' : ` -n ${namespace}`}`
}
