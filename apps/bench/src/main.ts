import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sleep, wallClock } from '@windlass/core/time'
import { type Controller, start } from './controller.ts'
import { apply, type Figure, measure, remove, state } from './figure.ts'
import { scrape } from './scrape.ts'
import { open, type World } from './world.ts'

const help = `bench: prints the figures of docs/performance.md, measured over real HTTP in real time.

  --only NAME   one of: small, buckets, large, memory, scrape (all but large unless given; large takes five minutes)
  --all         large as well
`

const row = (name: string, { seconds, calls, mutating, writes, throttled }: Figure) =>
  console.log(
    `${name.padEnd(44)} ${seconds.toFixed(1).padStart(7)} s ${String(calls).padStart(6)} AWS calls (${mutating} mutating, ${throttled} throttled) ${String(writes).padStart(6)} Kubernetes writes`,
  )

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`

/** Runs one piece of work in a world of its own. */
async function within(
  options: { latency: number; throttling: boolean },
  work: (world: World, run: (...flags: string[]) => Controller) => Promise<void>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-bench-'))
  const world = await open(folder, options)
  const started: Controller[] = []
  const run = (...flags: string[]) => {
    const controller = start(world, ...flags)
    started.push(controller)
    return controller
  }
  try {
    await work(world, run)
  } finally {
    for (const controller of started) await controller.stop()
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** 100 VPCs and 100 subnets: apply, verify after a restart, delete. */
async function small(limits: 'aws' | 'off') {
  await within({ latency: 20, throttling: limits === 'aws' }, async (world, run) => {
    const flags = ['--aws-rate-limits', limits]
    let controller = run(...flags)
    await sleep(wallClock, 2000)
    const all = async () => (await state(world)).synced === 200
    row(`100 + 100 applied (buckets ${limits})`, await measure(world, () => apply(world, 100), all, 60))
    await controller.stop()
    const before = world.aws.journal.totals().reading
    const verified = async () => world.aws.journal.totals().reading - before >= 3
    const begin = () => {
      controller = run(...flags)
    }
    row('  verified after a restart, process start included', await measure(world, begin, verified, 30))
    const settled = await measure(
      world,
      () => sleep(wallClock, 5000),
      async () => true,
      30,
    )
    row('  the five seconds after that', settled)
    row(
      '  deleted',
      await measure(
        world,
        () => remove(world, 100),
        async () => (await state(world)).all === 0,
        60,
      ),
    )
    await controller.stop()
  })
}

/** 1,000 VPCs and 1,000 subnets against an AWS that enforces its request buckets. */
async function large() {
  await within({ latency: 20, throttling: true }, async (world, run) => {
    const controller = run()
    await sleep(wallClock, 2000)
    const all = async () => (await state(world)).synced === 2000
    const figure = await measure(world, () => apply(world, 1000), all, 600, 1000)
    row('1,000 + 1,000 applied (buckets enforced)', figure)
    const best = (1000 - 50) / 5
    console.log(
      `  the buckets allow 50 + 5 a second: ${best} s at best, so ${Math.round((100 * best) / figure.seconds)} % of their rate`,
    )
    await controller.stop()
  })
}

/** Resident memory of the controller with so many settled objects. */
async function memory() {
  for (const count of [100, 1000, 10_000])
    await within({ latency: 0, throttling: false }, async (world, run) => {
      const controller = run('--aws-rate-limits', 'off')
      await sleep(wallClock, 2000)
      const all = async () => (await state(world)).synced === 2 * count
      await measure(world, () => apply(world, count), all, 900, 20 + count)
      await sleep(wallClock, 5000)
      console.log(`resident memory at ${2 * count} settled objects: ${megabytes(controller.memory())}`)
      await controller.stop()
    })
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, all: { type: 'boolean' }, help: { type: 'boolean' } },
})
const works: Readonly<Record<string, () => Promise<void>>> = {
  small: () => small('off'),
  buckets: () => small('aws'),
  memory,
  scrape,
  large,
}
const chosen =
  values.only === undefined ? Object.keys(works).filter((name) => name !== 'large' || values.all) : [values.only]
if (values.help) console.log(help)
else
  for (const name of chosen) {
    const work = works[name]
    if (work === undefined) {
      console.error(`bench: there is no figure ${name}; choose one of ${Object.keys(works).join(', ')}`)
      process.exit(2)
    }
    await work()
  }
process.exit(0)
