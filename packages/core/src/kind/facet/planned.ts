import type { Input, Operation } from '../../schema/shape.ts'
import { unbuilt } from '../flaw/call.ts'
import type { Flaw } from '../flaw/flaw.ts'

/** What a value may say of the call that sets it, and no engine acts on yet: a kind that says it is refused in a sentence. */
export interface Planned<Seen, C extends Operation = Operation> {
  /** States in which the call is made although the object waits: a request for peering is accepted while it is pending. */
  readonly during?: readonly string[]
  /** The account and region that the call is made in, where they are not those of the object. */
  within?(seen: Seen): { readonly account: string | undefined; readonly region: string | undefined }
  /** The request member for the token of something that the call makes: it is made once, and is of the version that is wanted. */
  readonly makes?: keyof Input<C> & string
}

/** A way round to a state in which AWS takes a change, and back: an instance is stopped, changed and started. */
export interface Detour {
  readonly to: readonly string[]
  readonly leave: Operation
  readonly back: Operation
}

/** What of a field is declared and not acted on. */
export function planned(field: string, of: Planned<never>, detour?: Detour): readonly Flaw[] {
  return [
    ...(of.during === undefined ? [] : unbuilt(`${field} is to be set while the object waits (\`during\`)`)),
    ...(of.within === undefined ? [] : unbuilt(`${field} is to be set in another account or region (\`within\`)`)),
    ...(of.makes === undefined ? [] : unbuilt(`${field} is set by a call that makes something (\`makes\`)`)),
    ...(detour === undefined
      ? []
      : unbuilt(`${field} is to be set on a detour to ${detour.to.join(' or ')} (\`detour\`)`)),
  ]
}
