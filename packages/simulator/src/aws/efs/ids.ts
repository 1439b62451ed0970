import { AwsFault } from '../engine/fault.ts'
import { hexadecimal, type Ids } from '../engine/table.ts'

/** Ids of EFS, which a call may give as an ARN, too: `arn` is the name of the resource in it. */
export interface EfsIds extends Ids {
  readonly arn: string
}

/** The ids of an EFS table. `noun` is how EFS names the resource in its sentences. */
export function ids(prefix: string, arn: string, code: string, noun: string): EfsIds {
  const fits = hexadecimal(prefix)
  return {
    prefix,
    arn,
    fits,
    notFound: (id) => new AwsFault(code, `${noun} '${id}' does not exist.`, 404, { ErrorCode: code }),
    malformed: (id) =>
      new AwsFault('BadRequest', `Invalid ${noun.toLowerCase()} ID: ${id}`, 400, { ErrorCode: 'BadRequest' }),
  }
}
