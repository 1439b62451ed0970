import { Option } from 'commander'
import { truth } from './parse.ts'

/** How a flag is written on the command line. */
export type FlagForm =
  /** `--name`, `--name=true`, `--name=false` */
  | 'switch'
  /** `--name value` */
  | 'value'
  /** `--name a,b --name c` */
  | 'list'

/** A flag, and what is made of what the user gives. */
export interface Flag<T> extends Remarks {
  readonly name: string
  readonly form: FlagForm
  /** What stands for the value in the help text. */
  readonly sample?: string
  readonly initial: string | boolean | readonly string[]
  readonly help: string
  /** Its value from what commander has for it. `kinds` are those of the controller. Throws `FlagError`. */
  read(given: unknown, kinds: readonly string[]): T
}

interface Remarks {
  /** The environment variable whose value stands in for `initial`. */
  readonly env?: string
  /** Why the flag changes nothing here: users of ACK may set it, and are told. */
  readonly idle?: string
}

/** Flags by the names that the code has for them. */
export type Table = Readonly<Record<string, Flag<unknown>>>

/** What a table of flags says, read. */
export type Values<T extends Table> = { readonly [K in keyof T]: ReturnType<T[K]['read']> }

type Parse<Text, T> = (flag: string, text: Text, kinds: readonly string[]) => T

export const value = <T>(
  name: string,
  sample: string,
  initial: string,
  help: string,
  parse: Parse<string, T>,
  remarks: Remarks = {},
): Flag<T> => ({
  name,
  form: 'value',
  sample,
  initial,
  help,
  ...remarks,
  read: (given, kinds) => parse(name, typeof given === 'string' ? given.trim() : '', kinds),
})

export const toggle = (name: string, initial: boolean, help: string, idle?: string): Flag<boolean> => ({
  name,
  form: 'switch',
  initial,
  help,
  ...(idle === undefined ? {} : { idle }),
  read: (given) => truth(name, typeof given === 'boolean' ? given : String(given)),
})

export const listed = <T>(
  name: string,
  sample: string,
  initial: readonly string[],
  help: string,
  parse: Parse<readonly string[], T>,
): Flag<T> => ({
  name,
  form: 'list',
  sample,
  initial,
  help,
  read: (given, kinds) => parse(name, Array.isArray(given) ? given.map(String) : [], kinds),
})

/** A flag as commander takes it, with the values of its own that the environment has. */
export function optionOf(flag: Flag<unknown>, env: Readonly<Record<string, string | undefined>>): Option {
  const argument = { switch: ' [bool]', value: ` <${flag.sample}>`, list: ` <${flag.sample}>` }[flag.form]
  const initial = (flag.env === undefined ? undefined : env[flag.env]) ?? flag.initial
  const words = Array.isArray(initial) ? initial.join(',') : String(initial)
  const help = words === '' || flag.idle !== undefined ? flag.help : `${flag.help} (default ${words})`
  const option = new Option(`--${flag.name}${argument}`, help).default(initial)
  if (flag.form === 'switch') option.preset('true')
  if (flag.form !== 'list') return option
  return option.argParser<readonly string[]>((text, before) => [...(before === initial ? [] : before), text])
}
