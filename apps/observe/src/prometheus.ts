import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { sleep, wallClock } from '@windlass/core/time'
import { PrometheusClient } from './query.ts'

/** A program that is not there, or that ended with an error: its own words. */
export class ToolError extends Error {
  readonly code = 'Tool'
}

/** Runs a program to its end. Gives what it printed; throws `ToolError` unless it ended well. */
export function run(program: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('error', (error) => reject(new ToolError(`${program} does not run: ${error.message}`)))
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new ToolError(`${program} ${args[0]} ended with ${code}:\n${said}`)),
    )
  })
}

export interface PrometheusOptions {
  /** Holds its data and its configuration. */
  readonly folder: string
  /** The configuration, as YAML. */
  readonly config: string
  /** Seconds for which a series is held to be as it was last seen. */
  readonly lookback?: number
}

/** A Prometheus of our own on a free port of the loopback interface. */
export class Prometheus {
  readonly url: string
  readonly client: PrometheusClient
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.client = new PrometheusClient(url)
    this.#child = child
  }

  /** Starts it and waits until it answers. Throws `ToolError` when it does not. */
  static async start({ folder, config, lookback = 300 }: PrometheusOptions): Promise<Prometheus> {
    const file = join(folder, 'prometheus.yml')
    writeFileSync(file, config)
    const address = `127.0.0.1:${await freePort()}`
    const child = spawn(
      'prometheus',
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--storage.tsdb.retention.time=100y',
        `--query.lookback-delta=${lookback}s`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000)
    })
    child.on('error', (error) => {
      said += error.message
    })
    const prometheus = new Prometheus(`http://${address}`, child)
    for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
      if (await prometheus.client.ready()) return prometheus
      await sleep(wallClock, 100)
    }
    await prometheus.stop()
    throw new ToolError(`Prometheus did not start: ${said}`)
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await ended
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
