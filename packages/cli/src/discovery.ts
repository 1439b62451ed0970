import { type Clock, isItem, items, type KubeTransport, KubeUnreachable, refusal } from '@windlass/core'
import type { Kind } from './facts.ts'
import { Problem } from './problem.ts'

const suffix = '.services.k8s.aws'
const patience = 15_000

/**
 * Every kind of AWS resources that the server serves, by API discovery. Rejects with `KubeError` and
 * `KubeUnreachable`.
 */
export async function discover(transport: KubeTransport, clock: Clock): Promise<readonly Kind[]> {
  const groups = items(member(await fetched(transport, clock, '/apis'), 'groups'))
  const wanted = groups.flatMap((group) => {
    const name = word(group.name)
    const version = word(member(group.preferredVersion, 'version'))
    return name.endsWith(suffix) && version !== '' ? [{ name, version }] : []
  })
  const found = await Promise.all(
    wanted.map(async ({ name, version }) => {
      const list = await fetched(transport, clock, `/apis/${name}/${version}`)
      return items(member(list, 'resources')).flatMap((resource) => kindOf(resource, name, version))
    }),
  )
  return found.flat()
}

function kindOf(resource: Readonly<Record<string, unknown>>, group: string, version: string): readonly Kind[] {
  const plural = word(resource.name)
  const kind = word(resource.kind)
  if (plural === '' || plural.includes('/')) return []
  const { shortNames } = resource
  return [
    {
      group,
      version,
      kind,
      plural,
      singular: word(resource.singularName) || kind.toLowerCase(),
      shortNames: Array.isArray(shortNames) ? shortNames.map(word) : [],
      namespaced: resource.namespaced === true,
    },
  ]
}

async function fetched(transport: KubeTransport, clock: Clock, path: string): Promise<unknown> {
  const limit = new AbortController()
  const cancel = clock.after(patience, () => limit.abort())
  try {
    const { status, body } = await transport.request({ method: 'GET', path, signal: limit.signal })
    if (status < 200 || status > 299) throw refusal(status, body)
    return body
  } catch (error) {
    if (limit.signal.aborted) throw new KubeUnreachable(`GET ${path} was not answered within ${patience / 1000} s.`)
    throw error
  } finally {
    cancel()
  }
}

/**
 * The kind that a person means: by its kind, plural, singular or short name, in any case, alone or followed by the
 * group or the beginning of it: `vpc`, `VPCs`, `vpcs.ec2`, `vpc.ec2.services.k8s.aws`. Throws `Problem`.
 */
export function kindNamed(said: string, kinds: readonly Kind[]): Kind {
  const [noun = '', ...rest] = said.toLowerCase().split('.')
  const group = rest.join('.')
  const matching = kinds.filter(
    (kind) => [kind.kind.toLowerCase(), kind.plural, kind.singular, ...kind.shortNames].includes(noun) && within(kind),
  )
  function within(kind: Kind): boolean {
    return group === '' || kind.group === group || kind.group.startsWith(`${group}.`)
  }
  const [first, second] = matching
  if (first !== undefined && second === undefined) return first
  if (first !== undefined)
    throw new Problem('NoSuchKind', `${said} can be ${matching.map(full).join(' or ')}: say which.`)
  if (kinds.length === 0)
    throw new Problem(
      'NoSuchKind',
      `The server has no kinds of *${suffix}: the custom resource definitions are not installed.`,
    )
  const names = [...new Set(kinds.map(({ kind }) => kind))].sort()
  throw new Problem('NoSuchKind', `The server has no kind ${said}. It has ${names.join(', ')}.`)
}

const full = ({ plural, group }: Kind) => `${plural}.${group}`
const word = (value: unknown) => (typeof value === 'string' ? value : '')
const member = (value: unknown, name: string) => (isItem(value) ? value[name] : undefined)
