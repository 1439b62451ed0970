import { isList, isObject, type Json } from '../value/json.ts'
import { type FieldError, invalidValue } from '../value/status.ts'
import type { Schema } from './schema.ts'

/** Checks the sizes and ranges a schema sets for a value. */
export function bounds(value: Json, schema: Schema, path: string): FieldError[] {
  if (typeof value === 'string') return ofString(value, schema, path)
  if (typeof value === 'number') return ofNumber(value, schema, path)
  if (isList(value)) return ofSize(value.length, schema, path, ['minItems', 'maxItems', 'items'])
  if (isObject(value))
    return ofSize(Object.keys(value).length, schema, path, ['minProperties', 'maxProperties', 'properties'])
  return []
}

const limit = (schema: Schema, name: string): number | undefined => {
  const value = schema.source[name]
  return typeof value === 'number' ? value : undefined
}

function ofString(value: string, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = []
  const [least, most] = [limit(schema, 'minLength'), limit(schema, 'maxLength')]
  if (least === undefined && most === undefined) return errors
  const length = [...value].length
  if (least !== undefined && length < least)
    errors.push(invalidValue(path, JSON.stringify(value), `${path} in body should be at least ${least} chars long`))
  if (most !== undefined && length > most)
    errors.push({
      reason: 'FieldValueTooLong',
      field: path,
      message: `Too long: may not be more than ${most} bytes`,
    })
  return errors
}

function ofNumber(value: number, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (why: string) => errors.push(invalidValue(path, String(value), `${path} in body should be ${why}`))
  const [least, most, step] = [limit(schema, 'minimum'), limit(schema, 'maximum'), limit(schema, 'multipleOf')]
  const open = { least: schema.source.exclusiveMinimum === true, most: schema.source.exclusiveMaximum === true }
  if (least !== undefined && (open.least ? value <= least : value < least))
    refuse(`greater than ${open.least ? '' : 'or equal to '}${least}`)
  if (most !== undefined && (open.most ? value >= most : value > most))
    refuse(`less than ${open.most ? '' : 'or equal to '}${most}`)
  if (step !== undefined && !Number.isInteger(value / step)) refuse(`a multiple of ${step}`)
  const widest = schema.format === 'int32' ? 2 ** 31 : undefined
  if (widest !== undefined && (value < -widest || value >= widest)) refuse('of type int32')
  return errors
}

function ofSize(size: number, schema: Schema, path: string, [min, max, noun]: [string, string, string]): FieldError[] {
  const errors: FieldError[] = []
  const [least, most] = [limit(schema, min), limit(schema, max)]
  if (least !== undefined && size < least)
    errors.push(invalidValue(path, String(size), `${path} in body should have at least ${least} ${noun}`))
  if (most !== undefined && size > most)
    errors.push({
      reason: 'FieldValueTooMany',
      field: path,
      message: `Too many: ${size}: must have at most ${most} items`,
    })
  return errors
}
