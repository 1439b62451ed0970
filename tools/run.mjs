import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare, SetupError } from './machine.mjs'

const tasks = {
  start: (bun, args) => bun(['apps/playground/src/main.ts', ...args]),
  test: (bun, args) => tested(bun, 'unit', args),
  'test:cluster': (bun, args) => tested(bun, 'cluster', args),
  'test:observe': (bun, args) => tested(bun, 'observe', args),
  'test:packed': (bun, args) => tested(bun, 'packed', args),
}

/** Runs a project of vitest.config.ts and closes with what the report counts. */
async function tested(bun, project, args) {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-test-'))
  const report = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await bun(['--bun', 'vitest', 'run', '--project', project, ...reporters, ...args])
    return summed(code, existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function summed(code, report) {
  const passed = report?.numPassedTests ?? 0
  // A file that cannot be loaded, or whose tests cannot begin, has no test that failed, and is a failure all the same.
  const fails = (one) => one.status === 'failed'
  const unloaded = (report?.testResults ?? []).filter((file) => fails(file) && !file.assertionResults.some(fails))
  const failed = (report?.numFailedTests ?? 0) + unloaded.length
  if (report === undefined) console.log('vitest ended without a report')
  else if (code !== 0 && failed === 0) console.log('vitest reports errors outside of the tests: see above')
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : code
}

const installed = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0

async function main([name, ...args]) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (!task) throw new SetupError(`Usage: node tools/run.mjs ${Object.keys(tasks).join('|')} [arguments]`)
  if (name === 'test:cluster' && !process.env.KUBEBUILDER_ASSETS) {
    console.log('skipped: KUBEBUILDER_ASSETS is not set (the folder that holds etcd, kube-apiserver and kubectl)')
    return 0
  }
  const lacking = name === 'test:observe' ? ['prometheus', 'promtool'].filter((program) => !installed(program)) : []
  if (lacking.length > 0) {
    console.log(`skipped: ${lacking.join(' and ')} not installed (Debian and Ubuntu: apt-get install prometheus)`)
    return 0
  }
  return await task(prepare(), args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
