import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url))

export default defineConfig({
  resolve: {
    alias: Object.fromEntries(
      ['core', 'ec2', 'efs', 'metrics', 'simulator'].map((name) => [`@windlass/${name}`, source(name)]),
    ),
  },
  test: {
    pool: 'threads',
    // Left to itself, vitest keeps one processor free, which is half of two.
    maxWorkers: '100%',
    include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.cluster.test.ts', '**/*.observe.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
