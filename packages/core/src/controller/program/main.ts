import { askedToStop } from './asked.ts'
import type { Program } from './run.ts'

/**
 * The whole life of a controller process: starts it, ends it gracefully on SIGTERM and SIGINT (a second signal ends it at
 * once), and says in one line on stderr why it could not start. Resolves to the exit code: 0 after a stop that was asked
 * for, 1 after a failure or when another process has become the leader, 2 for a wrong flag. What only a running controller needs
 * is loaded when it is called.
 */
export async function runController(program: Program): Promise<number> {
  const { argv, env, stdout, stderr } = process
  const stop = askedToStop()
  const [{ startController }, { FlagError }] = await Promise.all([import('./run.ts'), import('./parse.ts')])
  try {
    const around = { args: argv.slice(2), env, sink: stderr, stop }
    const started = await startController(program, around)
    if ('text' in started) {
      stdout.write(started.text)
      return 0
    }
    if ((await started.ended) === 'stopped') return 0
    stderr.write(`${program.name}: another process leads now; this one ends so that it can start anew.\n`)
    return 1
  } catch (error) {
    if (stop.aborted) return 0
    stderr.write(`${program.name}: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof FlagError ? 2 : 1
  }
}
