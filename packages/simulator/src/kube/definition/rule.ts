import type { RuleTypes } from '../schema/typing.ts'
import { isObject, type Json, type JsonObject, list, text } from '../value/json.ts'
import { type FieldError, invalidValue, required } from '../value/status.ts'
import { reaches } from './version.ts'

/**
 * What is wrong with the rules of a part of a schema. `unrelated` is the path of the list that keeps an element from being told
 * from the one it was before, if there is such a list.
 */
export function checkRules(
  schema: JsonObject,
  path: string,
  types: RuleTypes,
  unrelated: string | undefined,
): FieldError[] {
  return list(schema, 'x-kubernetes-validations').flatMap((rule, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`
    return [...ofWords(rule, schema, at), ...ofExpressions(rule, schema, at, types, unrelated)]
  })
}

function ofWords(rule: Json, schema: JsonObject, at: string): FieldError[] {
  const [source, message, field] = [text(rule, 'rule'), text(rule, 'message'), text(rule, 'fieldPath')]
  const errors: FieldError[] = []
  const refuse = (member: string, value: Json, why: string) =>
    errors.push(invalidValue(`${at}.${member}`, JSON.stringify(value), why))
  if (source.trim() === '') errors.push(required(`${at}.rule`, 'rule is not specified'))
  if (message !== '' && message.trim() === '') refuse('message', message, 'must be non-empty if specified')
  else if (message.includes('\n')) refuse('message', message, 'must not contain line breaks')
  if (field !== '' && !(field.startsWith('.') && reaches(schema, field)))
    refuse('fieldPath', field, 'must be a valid path')
  if (isObject(rule) && rule.optionalOldSelf === true && !/\boldSelf\b/.test(source))
    refuse('optionalOldSelf', true, 'may not be set if oldSelf is not used in rule')
  return errors
}

function ofExpressions(
  rule: Json,
  schema: JsonObject,
  at: string,
  types: RuleTypes,
  unrelated: string | undefined,
): FieldError[] {
  const [source, message] = [text(rule, 'rule'), text(rule, 'messageExpression')]
  const optional = isObject(rule) && rule.optionalOldSelf === true
  const errors: FieldError[] = []
  const refuse = (member: string, why: string) => errors.push(invalidValue(`${at}.${member}`, printed(rule), why))
  if (source.trim() === '') return []
  const found = types.of(source, schema, optional)
  if (found.refusal !== undefined) refuse('rule', `compilation failed: ${found.refusal}`)
  else if (!['bool', 'dyn'].includes(found.type)) refuse('rule', 'cel expression must evaluate to a bool')
  else if (unrelated !== undefined && /\boldSelf\b/.test(source) && !optional)
    errors.push(
      invalidValue(
        `${at}.rule`,
        JSON.stringify(source),
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${unrelated}`,
      ),
    )
  if (message === '') return errors
  const said = types.of(message, schema, optional)
  if (said.refusal !== undefined) refuse('messageExpression', `messageExpression compilation failed: ${said.refusal}`)
  else if (!['string', 'dyn'].includes(said.type))
    refuse('messageExpression', 'messageExpression must evaluate to a string')
  return errors
}

/** A rule as Go prints it. */
function printed(rule: Json): string {
  const shown = {
    Rule: text(rule, 'rule'),
    Message: text(rule, 'message'),
    MessageExpression: text(rule, 'messageExpression'),
    Reason: text(rule, 'reason') || null,
    FieldPath: text(rule, 'fieldPath'),
    OptionalOldSelf: isObject(rule) && rule.optionalOldSelf === true ? true : null,
  }
  return JSON.stringify(shown).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)
}
