import type { Region } from '../engine/region.ts'

/** How IAM is asked about the calls of a service. */
export interface AccessFacts {
  /** The word before the colon in its actions; the name it signs requests with unless given. */
  readonly prefix?: string
  /** The operation whose permission a create with tags needs as well: `CreateTags`. */
  readonly tagOperation?: string
  /** Whether IAM is asked about the object that a create makes; else about what else it names. */
  readonly asksOfNew?: boolean
  /** The ids of the objects that any of its calls is about. */
  about?(input: object, region: Region): readonly string[]
}
