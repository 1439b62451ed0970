import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { type DefaultTag, parseDefaultTags } from '../aws/tag.ts'
import type { AddressRules } from './address.ts'
import type { Exposure } from './expose.ts'
import { type Flag, flagTable, optionOf } from './flag.ts'
import { type OwnerConfig, ownerConfig } from './owner.ts'
import {
  type Address,
  address,
  choice,
  duration,
  endpoint,
  FlagError,
  gateOn,
  gatesWithoutEffect,
  hosts,
  kindName,
  namespaceNames,
  perKind,
  truth,
  whole,
  words,
} from './parse.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the command line of a controller says, checked. Times are milliseconds. */
export interface Flags {
  readonly kubeconfig: string | undefined
  readonly metrics: Exposure
  readonly health: Address
  readonly leaderElection: { readonly namespace: string | undefined } | undefined
  readonly log: { readonly level: LogLevel; readonly forPeople: boolean }
  readonly region: string
  readonly endpoint: string | undefined
  readonly identityEndpoint: string | undefined
  /** 0 for no limit. */
  readonly requestTimeout: number
  /** Objects that an IAMRoleSelector covers are refused. */
  readonly roleSelectors: boolean
  /** Credentials are not asked of the instance metadata. */
  readonly disableImds: boolean
  readonly resourceTags: readonly DefaultTag[]
  readonly namespaces: readonly string[]
  readonly namespaceAnnotations: 'on' | 'off'
  readonly namespaceEndpoints: AddressRules
  readonly labelSelector: string | undefined
  readonly deletionPolicy: 'delete' | 'retain'
  readonly namespaceDeletionPolicy: 'floor' | 'default'
  readonly definitionDeletion: 'retain' | 'default'
  readonly massDeletion: 'slow' | 'allow'
  readonly crossNamespace: boolean
  readonly owner: OwnerConfig
  interval(kind: string): number
  workers(kind: string): number
  /** The kinds to run. */
  readonly kinds: readonly string[]
  readonly rateLimits: 'aws' | 'off'
  readonly quarantine: number
  readonly grace: number
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
  const table = flagTable(options.env.AWS_REGION ?? '')
  const said = read(args, table, options)
  return said instanceof Given ? flagsOf(said, options.kinds) : said
}

class Given {
  readonly #command: Command
  readonly #table: readonly Flag[]

  constructor(command: Command, table: readonly Flag[]) {
    this.#command = command
    this.#table = table
  }

  text(flag: string): string {
    const value: unknown = this.#value(flag)
    return typeof value === 'string' ? value.trim() : ''
  }

  on(flag: string): boolean {
    const value = this.#value(flag)
    return truth(flag, typeof value === 'boolean' ? value : String(value))
  }

  /** Reads every switch once, so that none has a value that is neither true nor false. */
  check(): void {
    for (const { name, form } of this.#table) if (form === 'switch') this.on(name)
  }

  list(flag: string): readonly string[] {
    const value = this.#value(flag)
    return Array.isArray(value) ? value.map(String) : []
  }

  /** A sentence for each flag that was set to another value than its initial one and changes nothing. */
  warnings(): readonly string[] {
    return this.#table
      .filter(({ name, idle, initial }) => idle !== undefined && String(this.#value(name)) !== String(initial))
      .map(({ name, idle }) => `--${name} has no effect: ${idle}.`)
  }

  #value(flag: string): unknown {
    const key = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    return this.#command.getOptionValue(key)
  }
}

function read(args: readonly string[], table: readonly Flag[], { name, version }: FlagsOptions): Given | Answered {
  let text = ''
  const command = new Command(name)
    .usage('[flags]')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this text')
    .exitOverride()
    .configureHelp({ optionDescription: (option) => option.description })
    .configureOutput({ writeOut: (out) => (text += out), writeErr: () => undefined })
  for (const flag of table) command.addOption(optionOf(flag))
  try {
    command.parse([...args], { from: 'user' })
    return new Given(command, table)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { text }
    const said = error.message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/\.+$/, '')
    throw new FlagError(`${said[0]?.toUpperCase()}${said.slice(1)}. See --help.`)
  }
}

function flagsOf(given: Given, kinds: readonly string[]): Flags {
  const unsafe = given.on('allow-unsafe-aws-endpoint-urls')
  const url = (flag: string) => endpoint(flag, given.text(flag), unsafe)
  const word = <const T extends string>(flag: string, allowed: readonly T[]) => choice(flag, given.text(flag), allowed)
  const region = given.text('aws-region')
  if (region === '') throw new FlagError('--aws-region is missing, and $AWS_REGION is not set either.')
  const people = given.on('enable-development-logging')
  given.check()
  address('webhook-server-addr', given.text('webhook-server-addr'))
  return {
    kubeconfig: given.text('kubeconfig') || undefined,
    metrics: exposure(given),
    health: address('healthz-addr', given.text('healthz-addr')),
    leaderElection: leaderElection(given),
    log: { level: people ? 'debug' : level(given.text('log-level')), forPeople: people },
    region,
    endpoint: url('aws-endpoint-url'),
    identityEndpoint: url('aws-identity-endpoint-url'),
    requestTimeout: duration('http-client-timeout', given.text('http-client-timeout')),
    roleSelectors: gateOn('feature-gates', given.text('feature-gates'), 'IAMRoleSelector'),
    disableImds: given.on('disable-imds'),
    resourceTags: tags(given.list('resource-tags')),
    namespaces: namespaceNames('watch-namespace', given.text('watch-namespace')),
    namespaceAnnotations: word('namespace-annotations', ['on', 'off']),
    namespaceEndpoints: {
      hosts: hosts('allow-namespace-endpoints', given.text('allow-namespace-endpoints')),
      unsafe,
    },
    labelSelector: given.text('watch-selectors') || undefined,
    deletionPolicy: word('deletion-policy', ['delete', 'retain']),
    namespaceDeletionPolicy: word('namespace-deletion-policy', ['floor', 'default']),
    definitionDeletion: word('definition-deletion', ['retain', 'default']),
    massDeletion: word('mass-deletion', ['slow', 'allow']),
    crossNamespace: given.on('enable-cross-namespace'),
    owner: ownerConfig(given),
    ...pace(given, kinds),
    rateLimits: word('aws-rate-limits', ['aws', 'off']),
    quarantine: whole('quarantine-seconds', given.text('quarantine-seconds'), 0) * 1000,
    grace: duration('shutdown-grace', given.text('shutdown-grace')),
    warnings: warnings(given),
  }
}

function tags(entries: readonly string[]): readonly DefaultTag[] {
  try {
    return parseDefaultTags(entries)
  } catch (error) {
    throw new FlagError(`--${error instanceof Error ? error.message : String(error)}.`, { cause: error })
  }
}

function exposure(given: Given): Exposure {
  const at = address('metrics-addr', given.text('metrics-addr'))
  const folder = given.text('metrics-cert-path')
  if (!given.on('metrics-secure')) {
    if (folder !== '')
      throw new FlagError('--metrics-cert-path needs --metrics-secure: metrics are served without TLS.')
    return { at }
  }
  const file = (flag: string) => join(folder, given.text(flag))
  const files = { cert: file('metrics-cert-name'), key: file('metrics-cert-key') }
  return { at, secure: folder === '' ? {} : { files } }
}

function leaderElection(given: Given): Flags['leaderElection'] {
  const [namespace] = namespaceNames('leader-election-namespace', given.text('leader-election-namespace'))
  return given.on('enable-leader-election') ? { namespace } : undefined
}

function pace(given: Given, all: readonly string[]): Pick<Flags, 'interval' | 'workers' | 'kinds'> {
  const number = (flag: string, least: number) => whole(flag, given.text(flag), least)
  const by = (flag: string, least: number) => perKind(flag, given.list(flag), all, least)
  const seconds = number('reconcile-default-resync-seconds', 0) || 60
  const secondsOf = by('reconcile-resource-resync-seconds', 0)
  const workers = number('reconcile-default-max-concurrent-syncs', 1)
  const workersOf = by('reconcile-resource-max-concurrent-syncs', 1)
  const named = words(given.text('reconcile-resources')).map((name) => kindName('reconcile-resources', name, all))
  return {
    interval: (kind) => (secondsOf.get(kind) || seconds) * 1000,
    workers: (kind) => workersOf.get(kind) ?? workers,
    kinds: named.length === 0 ? all : all.filter((kind) => named.includes(kind)),
  }
}

/** ACK knows two levels above `error`; both end its process, so they are `fatal` here. */
function level(text: string): LogLevel {
  const word = text.toLowerCase()
  return choice('log-level', word === 'dpanic' || word === 'panic' ? 'fatal' : word, logLevels)
}

function warnings(given: Given): readonly string[] {
  const gates = gatesWithoutEffect('feature-gates', given.text('feature-gates'))
  return [...given.warnings(), ...gates.map((gate) => `--feature-gates ${gate} has no effect.`)]
}
