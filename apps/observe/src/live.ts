import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { type Page, servePage } from './page/server.ts'
import { Prometheus } from './prometheus.ts'

/** A controller that serves metrics at a URL. */
export interface Target {
  readonly name: string
  readonly metricsUrl: string
}

/** A Prometheus that scrapes controllers, and the page of the dashboards on it. */
export interface Live {
  readonly prometheusUrl: string
  readonly pageUrl: string
  close(): Promise<void>
}

const published = resolve(import.meta.dirname, '../../../packages/metrics')

/**
 * Starts a Prometheus with the published rules, and serves the dashboards. Undefined when no Prometheus is installed. Throws
 * `ToolError` when it does not start.
 */
export async function observeLive(targets: readonly Target[], folder: string): Promise<Live | undefined> {
  if (spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status !== 0) return undefined
  const home = join(resolve(folder), 'prometheus')
  mkdirSync(home, { recursive: true })
  const prometheus = await Prometheus.start({ folder: home, config: configOf(targets) })
  try {
    const page: Page = await servePage(join(published, 'dashboards'), prometheus.url)
    return {
      prometheusUrl: prometheus.url,
      pageUrl: page.url,
      close: async () => {
        await page.close()
        await prometheus.stop()
      },
    }
  } catch (error) {
    await prometheus.stop()
    throw error
  }
}

function configOf(targets: readonly Target[]): string {
  return stringify({
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: [join(published, 'rules/windlass.rules.yaml')],
    scrape_configs: targets.map(({ name, metricsUrl }) => ({
      job_name: name,
      static_configs: [{ targets: [new URL(metricsUrl).host], labels: { pod: name } }],
    })),
  })
}
