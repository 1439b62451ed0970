import { admit } from '../schema/admit.ts'
import type { Compiler } from '../schema/schema.ts'
import { validate } from '../schema/validate.ts'
import { canonical, type JsonObject } from '../value/json.ts'
import { type FieldError, invalidValue } from '../value/status.ts'

/** What keeps a default from being a value of its own schema. */
export function checkDefault(schema: JsonObject, path: string, compiler: Compiler): FieldError[] {
  const value = schema.default
  if (value === undefined || value === null) return []
  const compiled = compiler.compile(schema)
  let known = true
  const whole = admit(value, compiled, () => {
    known = false
  })
  if (!known) return [invalidValue(`${path}.default`, canonical(value), 'must not have unknown fields')]
  return validate(whole, compiled).map((error) => ({
    ...error,
    field: error.field === '' ? `${path}.default` : `${path}.default.${error.field}`,
  }))
}
