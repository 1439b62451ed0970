// Runs on Node in the build stage of the Dockerfile: writes the executables and what they are made of into a folder.
import { prepare } from '../machine.mjs'

const { COMMIT: commit } = process.env
const [out] = process.argv.slice(2)
if (!commit || !out) {
  console.error('Give the commit with --build-arg COMMIT=$(git rev-parse HEAD).')
  process.exitCode = 2
} else process.exitCode = await prepare()(['tools/ship/compile.ts', '--out', out, '--commit', commit])
