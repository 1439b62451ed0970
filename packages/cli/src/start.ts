import { fetchTransport, loadKubeConnection } from '@windlass/core/cluster'
import { versionText } from '@windlass/core/controller'
import { wallClock } from '@windlass/core/time'
import own from '../package.json' with { type: 'json' }
import { programOf } from './program.ts'
import { run } from './run.ts'

const { argv, env, stdout, stderr } = process
const program = programOf(argv[1] ?? '', env)
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

process.exitCode = await run(
  argv.slice(2),
  {
    program,
    version: versionText(own.version),
    clock: wallClock,
    folder: process.cwd(),
    colours: stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    print: (text) => stdout.write(text),
    complain: (text) => stderr.write(text),
    connect: async ({ kubeconfig, context }) => {
      const connection = await loadKubeConnection({ file: kubeconfig, context })
      const transport = fetchTransport({ connection, clock: wallClock, userAgent: `windlass-cli/v${own.version}` })
      return { transport, namespace: connection.namespace }
    },
  },
  stop.signal,
)
process.exit()
