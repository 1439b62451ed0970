import { defineConfig } from 'vitest/config'

// A crash at every call takes a while; Bun has threads for tests, and no forks.
export default defineConfig({ test: { pool: 'threads', testTimeout: 120_000 } })
