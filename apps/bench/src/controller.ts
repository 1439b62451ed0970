import { readFileSync } from 'node:fs'
import { sleep, wallClock } from '@windlass/core/time'
import type { World } from './world.ts'

/** One `ec2-controller` process. */
export interface Controller {
  /** Resident memory in bytes, as the operating system counts it. */
  memory(): number
  stop(): Promise<void>
}

/** Starts the controller as a user does, as a process of its own, and returns at once. */
export function start(world: World, ...flags: readonly string[]): Controller {
  const process = Bun.spawn(
    [
      'bun',
      'apps/ec2-controller/src/main.ts',
      ...['--kubeconfig', world.kubeconfig, '--aws-region', world.aws.region],
      ...['--aws-endpoint-url', world.awsUrl, '--aws-identity-endpoint-url', world.awsUrl],
      '--allow-unsafe-aws-endpoint-urls',
      ...['--metrics-addr', '127.0.0.1:0', '--healthz-addr', '127.0.0.1:0', '--log-level', 'error'],
      ...flags,
    ],
    {
      env: { ...Bun.env, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
      stdout: 'ignore',
      stderr: 'inherit',
    },
  )
  return {
    memory: () => resident(process.pid),
    stop: async () => {
      process.kill('SIGTERM')
      await Promise.race([process.exited, sleep(wallClock, 40_000)])
      process.kill('SIGKILL')
    },
  }
}

function resident(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)
  return Number(line?.[1] ?? 0) * 1024
}
