import { spawnSync } from 'node:child_process'

/** A release cannot be made. The message is a sentence that says what to do. */
export class ShipError extends Error {
  override readonly name = 'ShipError'
  readonly code = 'ShipFailed'
}

/** Runs a program; what it says goes to the standard error. Throws `ShipError` when it fails or is not there. */
export function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, [...args], {
    cwd,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  })
  if (error !== undefined) throw new ShipError(`${program} could not be started: ${error.message}`, { cause: error })
  if (status !== 0) throw new ShipError(`${program} ${args.join(' ')} failed in ${cwd}.`)
}
