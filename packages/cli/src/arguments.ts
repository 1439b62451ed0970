import { sentence } from '@windlass/core/object'
import { Command, CommanderError } from 'commander'
import { Problem } from './problem.ts'

/** Which cluster, and how to answer. */
export interface Common {
  readonly kubeconfig: string | undefined
  readonly context: string | undefined
  /** Undefined: the namespace of the context. */
  readonly namespace: string | undefined
  readonly json: boolean
}

export type Asked =
  | (Common & { readonly do: 'why'; readonly kind: string; readonly name: string })
  | (Common & {
      readonly do: 'status'
      readonly everywhere: boolean
      readonly kind: string | undefined
      readonly exitCode: boolean
    })
  | {
      readonly do: 'generate'
      readonly module: string
      readonly out: string
      /** Undefined: the name of the package. */
      readonly controller: string | undefined
      readonly check: boolean
    }
  /** Only a text was asked for: the help or the version. */
  | { readonly do: 'text'; readonly text: string }

const epilogue = `
Exit codes:
  0  in sync; status: the overview was printed; generate: the files are as they should be
  1  why: the object is not in sync; status --exit-code: an object is not in sync;
     generate --check: a file differs
  2  the command is wrong, there is no such object, or the cluster cannot be asked;
     what could be read is printed

Examples:
  windlass why natgateway shop -n network
  windlass why vpc/main --json
  windlass status -A --exit-code
  windlass generate src/kinds.ts --check`

/** Reads the arguments. Pure. Throws `Problem` with the code `Usage`. `program` is what the help calls the command. */
export function parseArguments(args: readonly string[], program: string, version: string): Asked {
  let text = ''
  let asked: Asked | undefined
  const root = rootOf(program, version, (out) => {
    text += out
  })
  const take = (found: Asked) => {
    asked = found
  }
  addWhy(root, take)
  addStatus(root, take)
  addGenerate(root, take)
  try {
    root.parse(args.length === 0 ? ['--help'] : [...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return { do: 'text', text }
    throw new Problem('Usage', `${sentence(error.message)} See ${program} --help.`)
  }
  if (asked === undefined) throw new Problem('Usage', `Nothing was asked. See ${program} --help.`)
  if (asked.do === 'status' && asked.everywhere && asked.namespace !== undefined)
    throw new Problem('Usage', 'One namespace and all namespaces exclude each other: give -n or -A.')
  return asked
}

/** Takes what a command was asked for. */
type Take = (asked: Asked) => void

function addWhy(root: Command, take: Take): void {
  root
    .command('why')
    .description('why one object is as it is, what it waits for, what happens next')
    .argument('<kind>', 'its kind, plural, singular or short name, with or without group; or kind/name')
    .argument('[name]', 'its name')
    .action((kind: string, name: string | undefined) => {
      take({ do: 'why', ...objectNamed(kind, name), ...common(root.opts()) })
    })
}

function addStatus(root: Command, take: Take): void {
  root
    .command('status')
    .description('all objects of a namespace or of the cluster in one screen')
    .option('-A, --all-namespaces', 'look in every namespace')
    .option('--kind <kind>', 'look at one kind only')
    .option('--exit-code', 'exit with 1 when an object is not in sync')
    .action((given: Readonly<Record<string, unknown>>) => {
      const { allNamespaces, kind, exitCode } = given
      const own = { everywhere: allNamespaces === true, kind: said(kind), exitCode: exitCode === true }
      take({ do: 'status', ...own, ...common(root.opts()) })
    })
}

function addGenerate(root: Command, take: Take): void {
  root
    .command('generate')
    .description('writes what follows from the kinds of a module: crds/, rbac/, iam/, docs/kinds.md')
    .argument('<module>', 'a file that exports kinds: JavaScript, or TypeScript that Node and Bun run as it stands')
    .option('--out <folder>', 'where to', '.')
    .option('--controller <name>', 'whose permissions these are; the name of the package unless given')
    .option('--check', 'write nothing; list the files that differ, and exit with 1 if there are any')
    .action((module: string, given: Readonly<Record<string, unknown>>) => {
      if (Object.keys(root.opts()).length > 0)
        throw new Problem('Usage', 'generate asks no cluster: -n, --json, --kubeconfig and --context are not for it.')
      const { out, controller, check } = given
      take({ do: 'generate', module, out: said(out) ?? '.', controller: said(controller), check: check === true })
    })
}

function rootOf(program: string, version: string, print: (text: string) => void): Command {
  return new Command(program)
    .description(
      'Says, from the cluster alone, why an object is not in sync and how all of them are; writes what follows from kinds.',
    )
    .option('-n, --namespace <name>', 'the namespace; that of the context unless given')
    .option('--json', 'print JSON')
    .option('--kubeconfig <file>', 'the kubeconfig; $KUBECONFIG or ~/.kube/config unless given')
    .option('--context <name>', 'the context of the kubeconfig')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    .addHelpText('after', epilogue)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .exitOverride()
}

function objectNamed(kind: string, name: string | undefined): { kind: string; name: string } {
  if (name !== undefined) return { kind, name }
  const [noun = '', rest = ''] = kind.split('/', 2)
  if (noun === '' || rest === '')
    throw new Problem('Usage', 'The name of the object is missing: windlass why KIND NAME.')
  return { kind: noun, name: rest }
}

function common(given: Readonly<Record<string, unknown>>): Common {
  const { kubeconfig, context, namespace, json } = given
  return { kubeconfig: said(kubeconfig), context: said(context), namespace: said(namespace), json: json === true }
}

const said = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
