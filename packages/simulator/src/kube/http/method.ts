import { subject, type Target } from '../resource/resource.ts'
import { absent, methodNotAllowed, unsupportedVerb } from '../value/status.ts'

const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

/** Throws 405, or 404 where a real server does, for a method that a path does not have. */
export function checkMethod(method: string, target: Target): void {
  const { resource, namespace, name, subresource } = target
  const wide = resource.namespaced && namespace === ''
  if (methodsOf(target).includes(method)) return
  if (resource.builtin) throw methodNotAllowed()
  if (wide && name === '') throw absent()
  // The storage of a custom kind refuses by itself: a replacement of a collection for want of a name, the rest by the verb.
  if (name === '' && (method === 'PUT' || method === 'PATCH')) return
  throw subresource !== '' && verbs[method] !== undefined
    ? unsupportedVerb(subject(resource, ''), verbs[method])
    : methodNotAllowed()
}

function methodsOf({ resource, namespace, name, subresource }: Target): readonly string[] {
  if (subresource !== '') return ['GET', 'PUT', 'PATCH']
  if (name !== '') return ['GET', 'PUT', 'PATCH', 'DELETE']
  if (resource.namespaced && namespace === '') return ['GET']
  return resource.storage === 'namespaces' ? ['GET', 'POST'] : ['GET', 'POST', 'DELETE']
}
