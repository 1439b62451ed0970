import { specFields } from '../crd/rules.ts'
import type { Kind } from '../kind.ts'
import { statusMembers } from '../project.ts'
import type { Target } from '../reference.ts'
import { type Flaw, refuse } from './flaw.ts'

/** Throws `KindError` for kinds that do not go together: the stage and `windlass generate` ask before they begin. */
export function checkKinds(kinds: readonly Kind[]): void {
  refuse(flawsAmong(kinds))
}

/** What is wrong among kinds that run together, though each is right by itself. */
export function flawsAmong(kinds: readonly Kind[]): readonly Flaw[] {
  return [...twice(kinds), ...kinds.flatMap((kind) => astray(kind, kinds))]
}

/** No two kinds have one name in one group. */
function twice(kinds: readonly Kind[]): readonly Flaw[] {
  return kinds.flatMap((kind, place): readonly Flaw[] => {
    const { group } = kind.target
    const same = (other: Kind) =>
      other !== kind && other.target.group === group && (other.name === kind.name || other.plural === kind.plural)
    const before = kinds.slice(0, place).find(same)
    if (before === undefined) return []
    const sentence = `${before.name} and ${kind.name} are both ${kind.plural}.${group}. Give one another name or \`plural\`.`
    return [{ code: 'TakenName', sentence }]
  })
}

/** References to kinds among these stand for what those have. */
function astray(kind: Kind, kinds: readonly Kind[]): readonly Flaw[] {
  return kind.references.flatMap(({ path, target }): readonly Flaw[] => {
    const named = target()
    const other = kinds.find((one) => one.target.group === named.group && one.name === named.kind)
    if (other === undefined) return []
    const wrong = difference(named, other)
    if (wrong === undefined) return []
    return [{ code: 'UnknownField', sentence: `${path} of ${kind.name} refers to a ${named.kind} ${wrong}.` }]
  })
}

function difference({ version, plural, value }: Target, { target, ...kind }: Kind): string | undefined {
  if (version !== target.version || plural !== target.plural)
    return `as ${plural} of ${version}, but they are ${target.plural} of ${target.version}`
  const [side, field = ''] = value
  const known =
    side === 'spec'
      ? specFields({ ...kind, target })
      : [
          'ackResourceMetadata',
          ...statusMembers({ ...kind, target }).map((one) => one.field),
          ...Object.keys(kind.statusFields),
        ]
  return known.includes(field) ? undefined : `by ${value.join('.')}, which it does not have`
}
