import { defineConfig } from 'vitest/config'
import shared from './vitest.config.ts'

/** The tests that need a real kube-apiserver, found through `KUBEBUILDER_ASSETS`. One file at a time: each starts its own. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    globalSetup: 'apps/workshop/src/controlplane.ts',
    include: ['{packages,apps}/*/{src,test}/**/*.cluster.test.ts', 'examples/**/*.cluster.test.ts'],
    exclude: ['**/node_modules/**'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
