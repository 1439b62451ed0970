import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'

/** What one request needs to be let in. Certificates and keys are PEM. */
export interface KubeCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  /** False only where the kubeconfig says `insecure-skip-tls-verify`. */
  readonly rejectUnauthorized: boolean
  /** The name the server's certificate is checked against, where it is not the host of the URL. */
  readonly servername?: string
}

/** Which API server to talk to and how to be let in. */
export interface KubeConnection {
  /** Base URL without a trailing slash. */
  readonly server: string
  /** Where this was found, for the log: a file, or `in-cluster`. */
  readonly source: string
  /** The namespace of the current context; in a pod, the pod's own. `default` when none is named. */
  readonly namespace: string
  /**
   * The credentials as they are now: files are read again and exec plugins are run when their token has expired.
   * `fresh` drops every cached token first. Rejects with `KubeConfigError`.
   */
  credentials(options?: { readonly fresh: boolean }): Promise<KubeCredentials>
}

/** No usable way to a cluster is configured. The message says what was looked at and what to do. */
export class KubeConfigError extends Error {
  override readonly name = 'KubeConfigError'
  constructor(
    readonly code: 'NotFound' | 'Broken' | 'Incomplete' | 'Credentials',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface KubeConfigOptions {
  /** The value of the `--kubeconfig` flag. */
  readonly file?: string | undefined
  /** The context to use instead of the file's current one. */
  readonly context?: string | undefined
  /** `process.env` when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

const tokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/**
 * Finds the cluster: the flag's file, else the files of `$KUBECONFIG`, else the service account of the pod, else
 * `~/.kube/config`. Rejects with `KubeConfigError`; contacts nobody. What reads kubeconfigs is loaded here, because it is
 * large and few need it.
 */
export async function loadKubeConnection(options: KubeConfigOptions = {}): Promise<KubeConnection> {
  const found = locate(options)
  const { source } = found
  const { KubeConfig } = await import('@kubernetes/client-node')
  const make = () => read(new KubeConfig(), found, options.context, () => new KubeConfig())
  let config = make()
  const cluster = config.getCurrentCluster()
  if (!cluster?.server) {
    throw new KubeConfigError('Incomplete', `The current context of ${source} names no cluster with a server URL.`)
  }
  return {
    server: cluster.server.replace(/\/+$/, ''),
    source,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace?.trim() || 'default',
    async credentials({ fresh } = { fresh: false }) {
      if (fresh) config = make()
      return credentials(config, source)
    },
  }
}

interface Location {
  readonly source: string
  /** Fills a configuration; `another` makes one to be merged into it. */
  load(config: KubeConfig, another: () => KubeConfig): void
}

function locate({ file, env = process.env }: KubeConfigOptions): Location {
  const named = file ? [file] : (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (named.length > 0) {
    const found = named.filter((path) => existsSync(path))
    if (found.length > 0) return files(found)
    const origin = file ? '--kubeconfig' : '$KUBECONFIG'
    throw new KubeConfigError('NotFound', `${origin} names ${named.join(', ')}, and there is no such file.`)
  }
  if (env.KUBERNETES_SERVICE_HOST && existsSync(tokenFile)) {
    return { source: 'in-cluster', load: (config) => config.loadFromCluster() }
  }
  const home = join(env.HOME ?? homedir(), '.kube', 'config')
  if (existsSync(home)) return files([home])
  throw new KubeConfigError(
    'NotFound',
    `No Kubernetes cluster is configured: there is no --kubeconfig flag, no $KUBECONFIG, no service account, no ${home}.`,
  )
}

function files(paths: readonly string[]): Location {
  return {
    source: paths.join(delimiter),
    load(config, another) {
      const [head, ...rest] = paths
      if (head === undefined) return
      config.loadFromFile(head)
      for (const path of rest) {
        const more = another()
        more.loadFromFile(path)
        config.mergeConfig(more, true)
      }
    },
  }
}

function read(
  config: KubeConfig,
  { source, load }: Location,
  context: string | undefined,
  another: () => KubeConfig,
): KubeConfig {
  try {
    load(config, another)
  } catch (error) {
    throw new KubeConfigError('Broken', `${source} is not a valid kubeconfig: ${sentence(error)}`, { cause: error })
  }
  // A server without TLS has no certificate to verify; the library refuses such a server unless that is said.
  config.clusters = config.clusters.map((cluster) =>
    cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
  )
  if (context !== undefined) config.setCurrentContext(context)
  const current = config.getCurrentContext()
  if (!config.getContextObject(current)) {
    throw new KubeConfigError('Incomplete', `${source} has no context "${current ?? ''}" to use.`)
  }
  if (!config.getCurrentUser()) {
    throw new KubeConfigError('Incomplete', `The context "${current}" of ${source} names no user that is in the file.`)
  }
  return config
}

async function credentials(config: KubeConfig, source: string): Promise<KubeCredentials> {
  const applied: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {}
  try {
    await config.applyToHTTPSOptions(applied)
  } catch (error) {
    throw new KubeConfigError('Credentials', `The credentials of ${source} cannot be used: ${sentence(error)}`, {
      cause: error,
    })
  }
  return {
    headers: headersOf(applied.headers, applied.auth),
    ca: pem(applied.ca),
    cert: pem(applied.cert),
    key: pem(applied.key),
    rejectUnauthorized: applied.rejectUnauthorized !== false,
    servername: 'servername' in applied && typeof applied.servername === 'string' ? applied.servername : undefined,
  }
}

function headersOf(applied: unknown, basic: unknown): Record<string, string> {
  const headers: Record<string, string> = {}
  if (typeof basic === 'string') headers.Authorization = `Basic ${Buffer.from(basic).toString('base64')}`
  for (const [name, value] of Object.entries(applied ?? {})) {
    // Token files may end with a newline, which no header may.
    if (typeof value === 'string') headers[name] = value.trim()
  }
  return headers
}

function pem(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : undefined
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
