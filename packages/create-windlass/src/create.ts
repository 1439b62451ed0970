import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

/** What stops the command: one sentence for the person who typed it. */
export class CreateError extends Error {
  override readonly name = 'CreateError'
  constructor(
    readonly code: 'BadName' | 'NotEmpty',
    message: string,
  ) {
    super(message)
  }
}

export interface CreateOptions {
  /** The folder of the new package; its last part is the name of the package and of the controller. */
  readonly folder: string
  /** The folder that holds the template. */
  readonly template: string
  /** The version of the packages of Windlass that the new package takes. */
  readonly version: string
}

/** What the package and its controller are called in the template. */
const templateName = 'my-controller'

/** Writes a new package. Returns its name. Throws `CreateError`; nothing is written then. */
export function create({ folder, template, version }: CreateOptions): string {
  const name = basename(resolve(folder))
  // What npm takes for the name of a package and Kubernetes for that of a role.
  if (!/^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$/.test(name))
    throw new CreateError('BadName', `${name} is no name for a package: use small letters, digits and dashes.`)
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new CreateError('NotEmpty', `${folder} is there already: give the name of a new folder.`)
  cpSync(template, folder, { recursive: true })
  // npm leaves out a file of this name when it packs.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'))
  renameSync(join(folder, 'rbac', `${templateName}.yaml`), join(folder, 'rbac', `${name}.yaml`))
  for (const file of filesIn(folder)) rewrite(file, (text) => text.replaceAll(templateName, name))
  rewrite(join(folder, 'package.json'), (text) => text.replace(/("@windlass\/\w+": )"[^"]+"/g, `$1"${version}"`))
  return name
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
