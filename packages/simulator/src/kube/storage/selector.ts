import { keyRefusal, labelRefusal } from '../machinery/metadata.ts'
import type { Resource } from '../resource/resource.ts'
import { at, type JsonObject, object, text } from '../value/json.ts'
import { badRequest } from '../value/status.ts'

/** Whether an object is selected. */
export type Selector = (value: JsonObject) => boolean

const splitter = /,(?![^(]*\))/

/** Reads a label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`. Throws 400 for anything else. */
export function labelSelector(source: string): Selector | undefined {
  if (source.trim() === '') return undefined
  const parts = source.split(splitter).map((part) => labelPart(part.trim()))
  return (value) => {
    const labels = object(value, 'metadata', 'labels')
    return parts.every((part) => part(labels))
  }
}

const requirement = /^([\w./-]+)\s*(==|=|!=|>|<)\s*([\w.-]*)$/
const membership = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/

function labelPart(part: string): (labels: JsonObject) => boolean {
  const set = membership.exec(part)
  if (set !== null) {
    const [, key = '', operator, members = ''] = set
    const values = members.split(',').map((member) => member.trim())
    checkKey(key)
    for (const [i, value] of values.entries()) checkValue(key, value, i)
    const among = (labels: JsonObject) => labels[key] !== undefined && values.includes(text(labels, key))
    return (labels) => among(labels) === (operator === 'in')
  }
  const single = requirement.exec(part)
  if (single !== null) return comparison(single[1] ?? '', single[2] ?? '=', single[3] ?? '')
  const existence = /^(!?)\s*([\w./-]+)$/.exec(part)
  if (existence === null) throw badRequest(`unable to parse requirement: found '${part}', expected: identifier`)
  const [, negated, key = ''] = existence
  checkKey(key)
  return (labels) => (labels[key] === undefined) === (negated === '!')
}

const refuse = (field: string, value: string, why: string) =>
  badRequest(`unable to parse requirement: ${field}: Invalid value: ${JSON.stringify(value)}: ${why}`)

function checkKey(key: string): void {
  const why = keyRefusal(key)
  if (why !== undefined) throw refuse('<nil>', key, why)
}

function checkValue(key: string, value: string, i = 0): void {
  const why = labelRefusal(value)
  if (why !== undefined) throw refuse(`values[${i}][${key}]`, value, why)
}

function comparison(key: string, operator: string, wanted: string): (labels: JsonObject) => boolean {
  checkKey(key)
  if ((operator === '>' || operator === '<') && !/^-?\d+$/.test(wanted))
    throw refuse('values[0]', wanted, "for 'Gt', 'Lt' operators, the value must be an integer")
  checkValue(key, wanted)
  switch (operator) {
    case '!=':
      return (labels) => labels[key] !== wanted
    case '>':
      return (labels) => labels[key] !== undefined && Number(labels[key]) > Number(wanted)
    case '<':
      return (labels) => labels[key] !== undefined && Number(labels[key]) < Number(wanted)
    default:
      return (labels) => labels[key] === wanted
  }
}

/** Reads a field selector over the fields the resource allows. Throws 400 for others. */
export function fieldSelector(source: string, resource: Resource): Selector | undefined {
  if (source.trim() === '') return undefined
  const parts = source
    .split(',')
    .filter((part) => part !== '')
    .map((part) => fieldPart(part, resource))
  return (value) => parts.every((part) => part(value))
}

function fieldPart(part: string, resource: Resource): Selector {
  const found = /^([^=!]+)(==|=|!=)(.*)$/.exec(part.trim())
  if (found === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`)
  const [, label = '', operator, wanted] = found
  const path = fieldPath(label, resource)
  if (path === undefined) throw badRequest(`field label not supported: ${label}`)
  return (value) => {
    const actual = at(value, ...path)
    const shown = actual === undefined || actual === null ? '' : String(actual)
    return (shown === wanted) === (operator !== '!=')
  }
}

function fieldPath(label: string, resource: Resource): readonly string[] | undefined {
  if (label === 'metadata.name' || (label === 'metadata.namespace' && resource.namespaced)) return label.split('.')
  return resource.selectable.get(label)
}
