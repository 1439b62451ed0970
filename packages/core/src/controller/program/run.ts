import { randomBytes, randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { Accounts } from '../../aws/account.ts'
import { type SdkCloud, sdkCloud } from '../../aws/cloud.ts'
import type { Kind } from '../../kind/kind.ts'
import { KubeClient, type KubeReply } from '../../kube/client.ts'
import { type KubeConnection, loadKubeConnection } from '../../kube/config.ts'
import { fetchTransport } from '../../kube/fetch.ts'
import { KubeError, type KubeTransport } from '../../kube/transport.ts'
import { logged, logger, together } from '../../telemetry/log.ts'
import { type Observer, silent } from '../../telemetry/observer.ts'
import { wallClock } from '../../time/clock.ts'
import { seeded } from '../../time/random.ts'
import { Manager } from '../manager.ts'
import { warnOfSelectors } from '../placement/selector.ts'
import { exposeMetrics } from '../serve/expose.ts'
import { serveHealth } from '../serve/health.ts'
import type { Served } from '../serve/serve.ts'
import { Chain, sourceOf } from './chain.ts'
import { namespaces } from './cluster.ts'
import type { ManagerConfig } from './config.ts'
import { watchCredentials } from './credential.ts'
import { type Answered, type Flags, parseFlags } from './flags.ts'
import { askIdentity, type Identity, Who } from './identity.ts'
import { warnOfUnserved } from './unserved.ts'
import { versionText } from './version.ts'

/** What keeps the metrics of a controller. */
export interface Metrics {
  readonly observer: Observer
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>
  readonly contentType: string
}

/** A controller as a program: what it is, before anybody starts it. */
export interface Program {
  /** `ec2-controller` */
  readonly name: string
  readonly version: string
  readonly kinds: readonly Kind[]
  readonly metrics?: Metrics
}

/** Where a program runs. */
export interface Surroundings {
  /** The command line without the program. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes log lines. */
  readonly sink: { write(text: string): void }
  /** Asks the program to end: calls under way may finish, and what they leave stands in intents. */
  readonly stop: AbortSignal
}

/** A controller at work. */
export interface Running {
  readonly identity: Identity
  readonly metricsUrl: string
  readonly healthUrl: string
  /**
   * Resolves once everything has ended: `stopped` because it was asked to, `deposed` because another process leads now.
   * Rejects with what broke it.
   */
  readonly ended: Promise<'stopped' | 'deposed'>
}

/** The API server answers, and does not let the controller work. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly code = 'Refused'
}

/**
 * Starts a controller: reads the flags, asks AWS and the cluster who they are, listens, works. Rejects with an error
 * whose message is one sentence for the user when a flag is wrong, a port is taken, credentials are missing or the
 * cluster does not answer; nothing is left open then.
 */
export async function startController(program: Program, around: Surroundings): Promise<Running | Answered> {
  const names = program.kinds.map((kind) => kind.name)
  const version = versionText(program.version)
  const flags = parseFlags(around.args, { ...program, version, kinds: names, env: around.env })
  if ('text' in flags) return flags
  const log = logger({ ...flags.log, name: program.name, sink: around.sink })
  for (const warning of flags.warnings) log.warn(warning)
  const connection = await loadKubeConnection({ file: flags.kubeconfig, env: around.env })
  const observer = observerOf(program, log, connection)
  const transport = await reach(program, connection, observer, around.stop)
  const credentials = keyring(flags)
  const identity = await credentials.who.ask(around.stop)
  const source = sourceOf(await credentials.who.credentials(), around.env)
  const process = new Process(program, flags, log, observer, transport, credentials, identity)
  return await process.start(connection, source, around.stop)
}

/** Everything about the credentials of a process. */
interface Keyring {
  readonly chain: Chain
  readonly accounts: Accounts
  readonly who: Who
}

function keyring({ region, identityEndpoint: endpoint, disableImds }: Flags): Keyring {
  const chain = new Chain({ region, disableImds })
  const { signal } = new AbortController()
  const accounts = new Accounts({
    clock: wallClock,
    ask: async (held) => (await askIdentity(held, { region, endpoint }, { signal })).account,
  })
  const provider = () => chain.provider()
  return { chain, accounts, who: new Who({ region, endpoint, clock: wallClock, provider, accounts }) }
}

class Process {
  readonly #cloud: SdkCloud
  readonly #kinds: readonly Kind[]
  readonly #checking = new AbortController()

  constructor(
    readonly program: Program,
    readonly flags: Flags,
    readonly log: Logger,
    readonly observer: Observer,
    readonly transport: KubeTransport,
    readonly credentials: Keyring,
    readonly identity: Identity,
  ) {
    const { name, version, kinds } = program
    const userAgent = `windlass/${version} ${name}/${version}`
    const { chain, accounts } = credentials
    this.#cloud = sdkCloud({
      clock: wallClock,
      userAgent,
      requestTimeout: flags.requestTimeout,
      credentialsFor: () => chain.provider(),
      accounts,
    })
    this.#kinds = kinds.filter((kind) => flags.kinds.includes(kind.name))
  }

  async start(connection: KubeConnection, source: string, stop: AbortSignal): Promise<Running> {
    const { flags, identity, log, observer, program } = this
    const manager = this.#manager(connection)
    let over = false
    const servers = await this.#listen(manager, () => over)
    const [metrics, health] = servers
    log.info(
      {
        account: identity.account,
        credentials: source,
        region: flags.region,
        cluster: connection.server,
        version: program.version,
      },
      `${program.name} started; kinds: ${this.#kinds.length}, metrics: ${metrics.url}/metrics, health: ${health.url}`,
    )
    await warnOfUnserved(this.transport, program.kinds, this.#kinds, observer, stop)
    if (!flags.roleSelectors) await warnOfSelectors(clientOf(this.transport, observer).within(10_000), observer, stop)
    const noted = () => log.info(`${program.name} was asked to stop; calls under way may finish`)
    stop.addEventListener('abort', noted, { once: true })
    const ended = manager.run(stop).finally(() => {
      over = true
    })
    const watched = watchCredentials(this.credentials.who, { clock: wallClock, observer }, this.#checking.signal)
    return {
      identity,
      metricsUrl: `${metrics.url}/metrics`,
      healthUrl: health.url,
      ended: this.#end(ended, watched, servers, stop),
    }
  }

  async #end(
    ended: Promise<void>,
    watched: Promise<void>,
    servers: readonly Served[],
    stop: AbortSignal,
  ): Promise<'stopped' | 'deposed'> {
    try {
      await ended
      return stop.aborted ? 'stopped' : 'deposed'
    } finally {
      this.#checking.abort()
      await watched
      await Promise.all(servers.map((server) => server.close()))
      this.#cloud.destroy()
    }
  }

  #manager(connection: KubeConnection): Manager {
    const { observer, program, transport } = this
    const config = configOf(program, this.flags, this.identity.account, connection.namespace)
    const random = seeded(randomInt(2 ** 32))
    return new Manager({
      kinds: this.#kinds,
      transport,
      cloud: this.#cloud,
      clock: wallClock,
      random,
      observer,
      config,
    })
  }

  #expose(): Promise<Served> {
    const { flags, observer, program, transport } = this
    const page = async () => ({
      status: 200,
      type: program.metrics?.contentType ?? 'text/plain',
      body: (await program.metrics?.text()) ?? '',
    })
    const client = clientOf(transport, observer)
    const { signal } = this.#checking
    return exposeMetrics(page, flags.metrics, { client, clock: wallClock, observer, signal })
  }

  async #listen(manager: Manager, over: () => boolean): Promise<readonly [Served, Served]> {
    const { flags, credentials } = this
    const metrics = await this.#expose()
    try {
      const health = await serveHealth(flags.health, {
        live: async () => ({ loop: over() ? 'the controllers have ended' : undefined }),
        ready: async () => ({
          ...manager.checks,
          credentials: (await credentials.who.look(this.#checking.signal)).wrong?.message,
        }),
      })
      return [metrics, health]
    } catch (error) {
      await metrics.close()
      throw error
    }
  }
}

/** Hears for the metrics and the log of a program that is about to use this cluster. */
function observerOf(program: Program, log: Logger, connection: KubeConnection): Observer {
  const observer = together(program.metrics?.observer ?? silent, logged(log))
  observer.happened({ is: 'connected', host: new URL(connection.server).host })
  return observer
}

function clientOf(transport: KubeTransport, observer: Observer): KubeClient {
  const reply: KubeReply = (verb, { plural }, code, ms) => observer.kube({ verb, resource: plural, code, ms })
  return new KubeClient({ transport, clock: wallClock, reply })
}

/** A way to the cluster over which it has answered once. */
async function reach(
  { name, version }: Program,
  connection: KubeConnection,
  observer: Observer,
  signal: AbortSignal,
): Promise<KubeTransport> {
  const { exchanged } = observer
  const transport = fetchTransport({ connection, clock: wallClock, userAgent: `${name}/${version}`, exchanged })
  try {
    await clientOf(transport, observer).within(10_000).get(namespaces, { name: 'kube-system' }, signal)
    return transport
  } catch (error) {
    if (!(error instanceof KubeError)) throw error
    throw new ClusterError(
      `The API server ${connection.server} (from ${connection.source}) does not let the controller read namespaces: ${error.message}`,
      { cause: error },
    )
  }
}

function configOf({ name, version, kinds }: Program, flags: Flags, account: string, namespace: string): ManagerConfig {
  const { region, endpoint, leaderElection, ...rest } = flags
  const group = kinds[0]?.target.group ?? name
  return {
    ...rest,
    home: { account, region, ...(endpoint === undefined ? {} : { endpoint }) },
    name,
    version,
    identity: `${hostname()}_${randomBytes(8).toString('hex')}`,
    ...(leaderElection && {
      leaderElection: { namespace: leaderElection.namespace ?? namespace, name: `ack-${group}` },
    }),
  }
}
