import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')

/** What the controllers of a backend are started with. */
export interface Call {
  readonly kubeconfig: string
  readonly aws: string
  readonly account: string
  /** Where the logs go. */
  readonly folder: string
  /** Seconds between two checks of a settled object. */
  readonly sweep: number
  /** Seconds to search for the outcome of a create before another is sent. */
  readonly quarantine: number
}

/** One controller as users run it: a process of its own. */
export class Program {
  readonly #name: string
  readonly #call: Call
  #child: ChildProcess | undefined

  constructor(name: string, call: Call) {
    this.#name = name
    this.#call = call
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resolves once the program says that it works; rejects with its log when it ends before. */
  start(): Promise<void> {
    const { kubeconfig, aws, account, folder, sweep, quarantine } = this.#call
    const flags = [
      ...['--kubeconfig', kubeconfig, '--aws-region', 'us-west-2', '--metrics-addr', '127.0.0.1:0'],
      ...['--healthz-addr', '127.0.0.1:0', '--aws-endpoint-url', aws, '--aws-identity-endpoint-url', aws],
      ...['--allow-unsafe-aws-endpoint-urls', '--reconcile-default-resync-seconds', String(sweep)],
      ...['--quarantine-seconds', String(quarantine)],
    ]
    const env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'stories',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    const main = join(root, 'apps', this.#name, 'src', 'main.ts')
    const child = spawn(process.execPath, [main, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const log = createWriteStream(join(folder, `${this.#name}.log`), { flags: 'a' })
    return new Promise((done, failed) => {
      let said = ''
      const heard = (chunk: Buffer) => {
        log.write(chunk)
        said = `${said}${chunk}`.slice(-4000)
        if (said.includes(`${this.#name} started`)) done()
      }
      child.stdout.on('data', heard)
      child.stderr.on('data', heard)
      child.once('exit', () => failed(new Error(`${this.#name} ended: ${said}`)))
    })
  }

  /** Ends it without a chance to do anything more. */
  kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || !this.running) return Promise.resolve()
    return new Promise((done) => {
      child.once('exit', () => done())
      child.kill('SIGKILL')
    })
  }
}
