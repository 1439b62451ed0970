import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { sentence } from '../../words/sentence.ts'
import type { AddressRules } from '../placement/address.ts'
import type { Exposure } from '../serve/expose.ts'
import { type Flag, optionOf, type Table, type Values } from './flag.ts'
import { checkOwner } from './owner.ts'
import { FlagError, foreignKinds, secure } from './parse.ts'
import { flags, type Given } from './table.ts'

/** What the command line of a controller says, checked: every flag of the table, and what follows from several. */
export interface Flags extends Given {
  readonly metrics: Exposure
  readonly leaderElection: { readonly namespace: string | undefined } | undefined
  readonly log: { readonly level: Given['logLevel']; readonly forPeople: boolean }
  /** Objects that an IAMRoleSelector covers are refused. */
  readonly roleSelectors: boolean
  readonly namespaceEndpoints: AddressRules
  interval(kind: string): number
  workers(kind: string): number
  /** One sentence for each flag that was set and changes nothing. */
  readonly warnings: readonly string[]
}

export interface FlagsOptions {
  /** `ec2-controller` */
  readonly name: string
  readonly version: string
  /** The kinds the controller has. */
  readonly kinds: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The command line asks for a text instead of work: help or the version. */
export interface Answered {
  readonly text: string
}

/**
 * Reads the arguments of a controller: the flags of ACK by their names, and a few of our own. Pure. Throws `FlagError`
 * for a flag that does not exist or a value that cannot be used.
 */
export function parseFlags(args: readonly string[], options: FlagsOptions): Flags | Answered {
  const said = read(args, options)
  if ('text' in said) return said
  const given = valuesOf(flags, said.raw, options.kinds)
  return { ...given, ...derived(given), warnings: warnings(given, said.raw, options.kinds) }
}

/** What commander has for a flag. */
type Raw = (flag: string) => unknown

function read(args: readonly string[], { name, version, env }: FlagsOptions): { readonly raw: Raw } | Answered {
  let text = ''
  const command = new Command(name)
    .usage('[flags]')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this text')
    .exitOverride()
    .configureHelp({ optionDescription: (option) => option.description })
    .configureOutput({ writeOut: (out) => (text += out), writeErr: () => undefined })
  for (const flag of Object.values(flags)) command.addOption(optionOf(flag, env))
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    throw new FlagError(`${sentence(error.message)} See --help.`)
  }
  const key = (flag: string) => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return { raw: (flag) => command.getOptionValue(key(flag)) }
}

/** Reads every flag of a table, so that none has a value that cannot be used. */
function valuesOf<T extends Table>(table: T, raw: Raw, kinds: readonly string[]): Values<T>
function valuesOf(table: Table, raw: Raw, kinds: readonly string[]): Readonly<Record<string, unknown>> {
  const entries = Object.entries(table)
  return Object.fromEntries(entries.map(([key, flag]) => [key, flag.read(raw(flag.name), kinds)]))
}

function derived(given: Given): Omit<Flags, keyof Given | 'warnings'> {
  const unsafe = given.unsafeEndpoints
  if (!unsafe) secure(flags.endpoint.name, given.endpoint)
  if (!unsafe) secure(flags.identityEndpoint.name, given.identityEndpoint)
  checkOwner(given)
  const { forPeople, logLevel, resync, resyncOf, concurrency, concurrencyOf } = given
  return {
    metrics: exposure(given),
    leaderElection: given.elects ? { namespace: given.leaseNamespace } : undefined,
    log: { level: forPeople ? 'debug' : logLevel, forPeople },
    roleSelectors: given.gates.roleSelectors,
    namespaceEndpoints: { hosts: given.namespaceHosts, unsafe },
    interval: (kind) => (resyncOf.get(kind) ?? 0) * 1000 || resync,
    workers: (kind) => concurrencyOf.get(kind) ?? concurrency,
  }
}

function exposure({
  metricsAddress: at,
  metricsSecure,
  certificateFolder,
  certificate,
  certificateKey,
}: Given): Exposure {
  if (metricsSecure && certificateFolder === undefined) return { at, secure: {} }
  if (certificateFolder === undefined) return { at }
  if (!metricsSecure) throw new FlagError('--metrics-cert-path needs --metrics-secure: metrics are served without TLS.')
  const files = { cert: join(certificateFolder, certificate), key: join(certificateFolder, certificateKey) }
  return { at, secure: { files } }
}

/** A sentence for each flag that was set to another value than its initial one and changes nothing, or not all that it says. */
function warnings({ gates }: Given, raw: Raw, kinds: readonly string[]): readonly string[] {
  const table: readonly Flag<unknown>[] = Object.values(flags)
  const idle = table.filter((flag) => flag.idle !== undefined && String(raw(flag.name)) !== String(flag.initial))
  return [
    ...idle.map((flag) => `--${flag.name} has no effect: ${flag.idle}.`),
    ...gates.idle.map((gate) => `--feature-gates ${gate} has no effect.`),
    ...leftOut(foreignKinds(String(raw(flags.kinds.name) ?? ''), kinds)),
  ]
}

const leftOut = (kinds: readonly string[]): readonly string[] =>
  kinds.length === 0
    ? []
    : [
        `--reconcile-resources names kinds that this controller does not have: ${kinds.join(', ')}. Their objects are left to whoever else manages them.`,
      ]
