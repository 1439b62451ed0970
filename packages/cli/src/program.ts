import { basename } from 'node:path'

/**
 * What a person types to run this program: kubectl knows it by the name of its file, npm and bun say in the environment
 * what they run. Pure.
 */
export function programOf(file: string, env: Readonly<Record<string, string | undefined>>): string {
  if (basename(file).startsWith('kubectl-')) return 'kubectl windlass'
  if (env.npm_lifecycle_event === 'windlass') return 'npx bun run windlass --'
  return env.npm_command === 'exec' ? 'npx @windlass/cli' : 'windlass'
}
