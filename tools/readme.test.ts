import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const packages = join(import.meta.dirname, '../packages')
const pages = readdirSync(packages).map((name) => ({
  name,
  text: readFileSync(join(packages, name, 'README.md'), 'utf8'),
}))

/** The blocks of a page in one language. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block)

/** What a program prints that is run as if it stood in the package. */
function printed(name: string, program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const run = execFile(process.execPath, ['run', '-'], { cwd: join(packages, name) }, (error, out) =>
      error ? reject(error) : resolve(out),
    )
    run.stdin?.end(program)
  })
}

const programs = pages.filter(({ name }) => !['cli', 'create-windlass'].includes(name))

test.concurrent.each(programs)(
  'the program in the README of $name prints what the page says',
  async ({ name, text }) => {
    const [[program = ''], [output = '']] = [blocks(text, 'ts'), blocks(text, 'text')]
    expect(await printed(name, program)).toBe(output)
  },
)
