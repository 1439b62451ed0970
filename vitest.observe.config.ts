import { defineConfig } from 'vitest/config'
import shared from './vitest.config.ts'

/** The tests that need a real Prometheus, and those that look at dashboards in a real browser. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['apps/*/test/**/*.observe.test.ts'],
    exclude: ['**/node_modules/**'],
    fileParallelism: false,
  },
})
