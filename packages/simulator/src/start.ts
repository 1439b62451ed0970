import { askedToStop } from '@windlass/core/controller'
import { banner } from './command/banner.ts'
import { parseOptions, UsageError } from './command/options.ts'
import { simulate } from './command/simulation.ts'

const { argv, stdout, stderr } = process
const complain = (error: unknown) =>
  stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`)

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function main(): Promise<number> {
  try {
    const options = parseOptions(argv.slice(2))
    if ('text' in options) {
      stdout.write(options.text)
      return 0
    }
    const stop = askedToStop()
    const simulation = await simulate({ ...options, failed: complain })
    stdout.write(banner(simulation, options.kubeconfig))
    await aborted(stop)
    await simulation.close()
    return 0
  } catch (error) {
    complain(error)
    return error instanceof UsageError ? 2 : 1
  }
}

process.exit(await main())
