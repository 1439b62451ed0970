import type { Tag } from '@aws-sdk/client-ec2'
import type { IdCheck, Operation } from '../engine/operation.ts'
import { pick } from '../engine/pick.ts'
import type { Region } from '../engine/region.ts'
import type { AnyDefinition, AnyTable, Row } from '../engine/table.ts'
import { readTags } from '../engine/tagging.ts'
import { record } from '../schema/schema.ts'
import type { OperationShape } from '../schema/service.ts'
import type { Context } from './condition.ts'
import type { Question } from './decision.ts'

/** A call, as IAM sees it. */
export interface Asked {
  readonly region: Region
  readonly shape: OperationShape
  readonly operation: Operation
  readonly input: object
}

/**
 * What IAM is asked before a call is carried out: leave for each object that it names and for the one it makes; for the tags of that,
 * a tag call's leave, too; and what AWS does in the caller's name. Reads are about nothing in particular: no service lets all of
 * them be limited to objects. Sources: the Service Authorization Reference; "Grant permission to tag Amazon EC2 resources during
 * creation" in the EC2 User Guide; "Granting permissions to tag resources during creation" in the EFS User Guide.
 */
export function questionsOf(call: Asked): readonly Question[] {
  const { region, shape, operation, input } = call
  const also = operation.also?.(input, region) ?? []
  const asked = also.map(({ action, resource, context = {} }) => ({ action, resource, context: contextOf(context) }))
  const action = `${shape.service.iam}:${shape.name}`
  const general = { action, resource: '*', context: contextOf(requested(call)) }
  if (operation.mutates === false) return [general, ...asked]
  const named = rowsOf(call).map(({ arn, row }) => ({
    action,
    resource: arn,
    context: contextOf({ ...requested(call), ...owned(row) }),
  }))
  const made = madeBy(call, general)
  // Of an object that does not exist IAM is not asked: AWS says that it is not there.
  const other = named.length + made.length > 0 || namesOf(call).length > 0 ? [] : [general]
  return [...named, ...made, ...other, ...taggedBy(call, general), ...asked]
}

/** The question about the object that a create makes. */
function madeBy(call: Asked, general: Question): readonly Question[] {
  const type = call.operation.creates && typeOf(call.operation.creates)
  if (type === undefined || !call.shape.service.access.asksOfNew) return []
  return [{ ...general, resource: arnOf(call, type, '*') }]
}

/** The question about the tags that a create gives. */
function taggedBy(call: Asked, { context }: Question): readonly Question[] {
  const { service, name } = call.shape
  const type = call.operation.creates && typeOf(call.operation.creates)
  const { tagOperation } = service.access
  if (type === undefined || tagOperation === undefined || tagsOf(call.input).length === 0) return []
  const signed = new Map([...context, [`${service.iam}:createaction`, [name]]])
  return [{ action: `${service.iam}:${tagOperation}`, resource: arnOf(call, type, '*'), context: signed }]
}

function contextOf(entries: Readonly<Record<string, readonly string[]>>): Context {
  return new Map(Object.entries(entries).map(([key, values]) => [key.toLowerCase(), values]))
}

/** The tags of a request, wherever it has them: those of a create, those to be set, and the keys of those to be removed. */
function tagsOf(input: object): readonly Tag[] {
  const { TagSpecifications: specifications, Tags: tags, TagKeys: keys } = record(input) ?? {}
  const specified = (Array.isArray(specifications) ? specifications : []).flatMap((one) => pick(one, 'Tags'))
  const bare = (Array.isArray(keys) ? keys : []).map((Key) => ({ Key }))
  return readTags([...specified, ...(Array.isArray(tags) ? tags : []), ...bare])
}

function requested({ input, shape, region }: Asked): Readonly<Record<string, readonly string[]>> {
  const tags = tagsOf(input)
  const place = { 'aws:RequestedRegion': [region.name] }
  if (tags.length === 0) return place
  const keys = { 'aws:TagKeys': tags.map(({ Key = '' }) => Key), ...place }
  // Calls that take tags away have keys alone.
  if (/^(Delete|Untag)/.test(shape.name)) return keys
  return { ...keys, ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, [Value]])) }
}

function owned({ Tags: tags }: Row): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [`aws:ResourceTag/${Key}`, [Value]]))
}

const typeOf = ({ ids }: AnyDefinition) => ids.arn ?? ids.resourceType

function arnOf({ region, shape }: Asked, type: string, id: string): string {
  return `arn:aws:${shape.service.iam}:${region.name}:${region.account}:${type}/${id}`
}

/** The ids that a request names, by what service and operation say of it. */
function namesOf({ operation, input, region, shape }: Asked): readonly string[] {
  const checked = Object.entries(operation.ids ?? {}).flatMap(([path, check]: [string, IdCheck]) => {
    const { table, asked } = 'table' in check ? check : { table: check }
    return asked === false || typeOf(table) === undefined ? [] : pick(input, path).map(String)
  })
  const further = [...(operation.about?.(input, region) ?? []), ...(shape.service.access.about?.(input, region) ?? [])]
  return [...new Set([...checked, ...further])]
}

/** The objects that a request names and AWS has. */
function rowsOf(call: Asked): readonly { readonly arn: string; readonly row: Row }[] {
  const tables = call.region.every()
  return namesOf(call).flatMap((text) => {
    const id = /^arn:[^/]+\/(.+)$/.exec(text)?.[1] ?? text
    const table = tables.find((one: AnyTable) => one.definition.ids.fits(id) && one.get(id) !== undefined)
    const type = table && typeOf(table.definition)
    const row = table?.get(id)
    return type === undefined || row === undefined ? [] : [{ arn: arnOf(call, type, id), row }]
  })
}
