import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('./packages', import.meta.url))

const cluster = '**/*.cluster.test.ts'
const observe = '**/*.observe.test.ts'
const packed = '**/*.packed.test.ts'
const installed = '**/node_modules/**'

/** Four projects, one for each surrounding that a test may need: none, a real kube-apiserver, a real Prometheus, the packages as they are published. */
export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^@windlass\/(core|ec2|efs|metrics|simulation|simulator|testing)$/,
        replacement: `${packages}/$1/src/index.ts`,
      },
      { find: /^@windlass\/core\/(\w+)$/, replacement: `${packages}/core/src/public/$1.ts` },
    ],
  },
  test: {
    pool: 'threads',
    // Left to itself, vitest keeps one processor free, which is half of two.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/{src,test}/**/*.test.ts', '{examples,tools}/**/*.test.ts'],
          exclude: [installed, cluster, observe, packed],
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: [`{packages,apps}/*/{src,test}/${cluster}`, `examples/${cluster}`],
          exclude: [installed],
          // Finds the API server through `KUBEBUILDER_ASSETS`.
          globalSetup: 'tools/controlplane.ts',
          fileParallelism: false,
        },
      },
      {
        extends: true,
        // Looks at the dashboards in a browser, too.
        test: { name: 'observe', include: [`apps/*/test/${observe}`], exclude: [installed], fileParallelism: false },
      },
      {
        extends: true,
        // Builds the packages, and installs them with npm in folders outside of the workspace.
        test: { name: 'packed', include: [`tools/${packed}`], exclude: [installed], fileParallelism: false },
      },
    ],
  },
})
