import { checkInput, copyOutput } from '../schema/check.ts'
import type { Form, Forms } from '../schema/form.ts'
import { record } from '../schema/schema.ts'
import type { OperationShape } from '../schema/service.ts'
import { AwsFault } from './fault.ts'
import type { Call, Operation } from './operation.ts'
import { canonical, pick } from './pick.ts'
import type { Region } from './region.ts'
import { specifiedTags } from './tagging.ts'

function checkIds(operation: Operation, input: unknown, region: Region): void {
  for (const [path, check] of Object.entries(operation.ids ?? {})) {
    const { table, malformed, exists } = 'table' in check ? check : { table: check }
    for (const id of pick(input, path).map(String)) {
      if (!table.ids.fits(id)) throw (malformed ?? table.ids.malformed)(id)
      if (exists !== false && !region.knows(table, id)) throw table.ids.notFound(id)
    }
  }
}

function tokenOf(shape: OperationShape, operation: Operation, input: unknown): string | undefined {
  const member = operation.token ?? shape.service.token
  if (member === undefined || member === false) return undefined
  const value = record(input)?.[member]
  if (typeof value !== 'string' || value === '') return undefined
  if (value.length > 64 || !/^[\x20-\x7e]*$/.test(value))
    throw new AwsFault(
      'InvalidParameterValue',
      `Value (${value}) for parameter clientToken is invalid. The token must be at most 64 ASCII characters.`,
    )
  return value
}

function settle(output: object | undefined, form: Form): object {
  return record(copyOutput(form, output ?? {})) ?? {}
}

function remembered(region: Region, key: string, request: string, lifetime: number): unknown {
  const found = region.tokens.get(key)
  if (!found) return undefined
  if (region.now() - found.at >= lifetime) {
    region.tokens.delete(key)
    return undefined
  }
  if (found.request === request) return found.output
  throw new AwsFault(
    'IdempotentParameterMismatch',
    'The client token you have provided is associated with a resource that was created with different parameters.',
  )
}

/**
 * Carries one call out on a region: checks the request, ids, tags and token, runs the handler, and takes everything back when it
 * throws or the call is a dry run. `tokenLifetime` is in milliseconds. Input and output share nothing with the region.
 */
export function execute(
  region: Region,
  shape: OperationShape,
  forms: Forms,
  operation: Operation,
  request: unknown,
  tokenLifetime: number,
): object {
  const input = record(checkInput(shape.service.refusals, forms.input, request)) ?? {}
  const { DryRun: dryRun, ...parameters } = input
  const call: Call = {
    region,
    tags: operation.creates ? specifiedTags(input, operation.creates) : [],
    operation: shape.name,
  }
  const token = tokenOf(shape, operation, input)
  const key = `${shape.service.name}:${shape.name}:${token}`
  const text = token === undefined ? '' : canonical(parameters)
  if (token !== undefined && dryRun !== true) {
    const before = record(remembered(region, key, text, tokenLifetime))
    if (before) return settle(operation.replay ? operation.replay(before, call) : before, forms.output)
  }
  checkIds(operation, input, region)
  const output = region.transact(
    () => settle(operation.handle(parameters, call), forms.output),
    () => dryRun !== true,
  )
  if (dryRun === true)
    throw new AwsFault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
  if (token !== undefined)
    region.tokens.set(key, { request: text, output: settle(output, forms.output), at: region.now() })
  return output
}
