import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Copy, DockerfileParser, From } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { executables } from './compile.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const text = read('Dockerfile')
const file = DockerfileParser.parse(text)
const words = (instruction: { getArguments(): readonly { getValue(): string }[] }) =>
  instruction.getArguments().map((one) => one.getValue())
const of = (keyword: string) => file.getInstructions().filter((one) => one.getKeyword() === keyword)

/** The stage that something is copied from; undefined where it comes from the repository. */
const stageOf = (one: object) =>
  one instanceof Copy
    ? one
        .getFlags()
        .find((flag) => flag.getName() === 'from')
        ?.getValue()
    : undefined

/** The stages, each with its instructions. */
const stages = file
  .getInstructions()
  .reduce<{ from: From; rest: ReturnType<typeof file.getInstructions> }[]>((all, one) => {
    if (one instanceof From) all.push({ from: one, rest: [] })
    else all.at(-1)?.rest.push(one)
    return all
  }, [])
const images = stages.slice(1)

test('a linter has nothing to say of it', () => {
  expect(validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([])
})

test('every base is taken by its digest', () => {
  expect(stages.map(({ from }) => from.getImageDigest() ?? from.getImage())).toEqual(
    stages.map(() => expect.stringMatching(/^sha256:[0-9a-f]{64}$/)),
  )
})

test('there is an image for each controller, named after it, and the first stage makes what they have', () => {
  expect(stages[0]?.from.getBuildStage()).toBe('build')
  expect(images.map(({ from }) => from.getBuildStage()).sort()).toEqual(
    Object.keys(executables)
      .filter((name) => name.endsWith('-controller'))
      .sort(),
  )
})

test('what is copied from the repository is there', () => {
  const sources = of('COPY').flatMap((one) => (stageOf(one) === undefined ? words(one).slice(0, -1) : []))
  expect(sources.length).toBeGreaterThan(5)
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test.each(images.map(({ from, rest }) => ({ name: from.getBuildStage() ?? '', rest })))(
  'the image of $name has the executable and what is in it, runs as nobody in particular, and needs no shell',
  ({ name, rest }) => {
    expect(rest.map((one) => one.getKeyword())).toEqual(['COPY', 'USER', 'ENTRYPOINT'])
    const [copy, user, entry] = rest
    expect(copy && stageOf(copy)).toBe('build')
    expect(copy && words(copy)).toEqual([`/out/${name}`, `/out/${name}.cdx.json`, '/'])
    expect(user && words(user)).toEqual(['nonroot'])
    expect(entry?.getRawArgumentsContent()).toBe(`["/${name}"]`)
    // The chart calls it by this path.
    expect(read(`apps/${name}/chart/templates/deployment.yaml`)).toContain(`/${name}`)
  },
)

test('nothing but the bases and the packages of the lock file is fetched', () => {
  expect(of('ADD')).toEqual([])
  expect(of('RUN').map((one) => one.getRawArgumentsContent())).toEqual(['["node", "tools/ship/image.mjs", "/out"]'])
  expect(text).not.toMatch(/https?:|curl|wget|apt-get/)
  expect(read('tools/machine.mjs')).toContain("'--frozen-lockfile'")
})

test('packages may not run scripts of their own when they are installed, but for Bun, which is no program without', () => {
  expect(JSON.parse(read('package.json')).trustedDependencies).toEqual(['bun'])
})

test('a package is a week old before it is taken', () => {
  expect(Number(/^minimumReleaseAge = (\d+)$/m.exec(read('bunfig.toml'))?.[1])).toBeGreaterThanOrEqual(7 * 24 * 3600)
})
