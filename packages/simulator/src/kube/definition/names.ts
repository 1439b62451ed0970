import { isObject, type JsonObject, object, text, texts } from '../value/json.ts'
import { type FieldError, invalidValue, notAmong, required } from '../value/status.ts'

const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/

/** What is wrong with a word that has to be a DNS label; nothing when it is one. */
export function labelled(field: string, word: string): FieldError[] {
  if (label.test(word) && word.length <= 63) return []
  const why =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
  return [invalidValue(field, JSON.stringify(word), why)]
}

const named = (field: string, word: string) => (word === '' ? [required(field)] : labelled(field, word))

/** What is wrong with the names, the group and the scope of a definition. */
export function checkNames(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  const spec = object(next, 'spec')
  return [...ofObject(next, live), ...ofGroup(next), ...ofScope(spec), ...ofNames(spec), ...ofConversion(spec)]
}

function ofObject(next: JsonObject, live: JsonObject | undefined): FieldError[] {
  if (live !== undefined) return []
  const name = text(next, 'metadata', 'name')
  const spec = object(next, 'spec')
  if (name === `${text(spec, 'names', 'plural')}.${text(spec, 'group')}`) return []
  return [invalidValue('metadata.name', JSON.stringify(name), 'must be spec.names.plural+"."+spec.group')]
}

function ofGroup(next: JsonObject): FieldError[] {
  const group = text(next, 'spec', 'group')
  if (group === '') return [required('spec.group')]
  if (!group.includes('.'))
    return [invalidValue('spec.group', JSON.stringify(group), 'should be a domain with at least one dot')]
  const approval = 'api-approved.kubernetes.io'
  const owned = ['k8s.io', 'kubernetes.io'].some((domain) => group === domain || group.endsWith(`.${domain}`))
  if (!owned || text(next, 'metadata', 'annotations', approval) !== '') return []
  const why = `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`
  return [required(`metadata.annotations[${approval}]`, why)]
}

function ofScope(spec: JsonObject): FieldError[] {
  const scope = text(spec, 'scope')
  if (scope === '') return [required('spec.scope')]
  return notAmong('spec.scope', scope, ['Cluster', 'Namespaced'])
}

function ofNames(spec: JsonObject): FieldError[] {
  const names = object(spec, 'names')
  const [kind, list] = [text(names, 'kind'), text(names, 'listKind')]
  const cased = (field: string, word: string) => (word === '' ? [required(field)] : labelled(field, word.toLowerCase()))
  return [
    ...named('spec.names.plural', text(names, 'plural')),
    ...named('spec.names.singular', text(names, 'singular')),
    ...cased('spec.names.kind', kind),
    ...cased('spec.names.listKind', list),
    ...texts(names, 'shortNames').flatMap((word, i) => labelled(`spec.names.shortNames[${i}]`, word)),
    ...texts(names, 'categories').flatMap((word, i) => labelled(`spec.names.categories[${i}]`, word)),
    ...(kind !== '' && kind === list
      ? [invalidValue('spec.names.listKind', JSON.stringify(list), 'kind and listKind may not be the same')]
      : []),
  ]
}

function ofConversion(spec: JsonObject): FieldError[] {
  const conversion = object(spec, 'conversion')
  const strategy = text(conversion, 'strategy')
  const errors = notAmong('spec.conversion.strategy', strategy, ['None', 'Webhook'])
  if (spec.preserveUnknownFields === true)
    errors.push(
      invalidValue(
        'spec.preserveUnknownFields',
        'true',
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    )
  if (strategy !== 'Webhook') return errors
  const webhook = object(conversion, 'webhook')
  if (!isObject(webhook.clientConfig))
    errors.push(required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook'))
  if (texts(webhook, 'conversionReviewVersions').length === 0)
    errors.push(required('spec.conversion.conversionReviewVersions'))
  return errors
}
