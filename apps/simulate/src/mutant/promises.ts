import { type Mutant, wordsOf } from './mutant.ts'
import { promises } from './promise.ts'

const head = `# Promises, and how to see their tests fail

Made from the planted mistakes in \`apps/simulate/src/mutant\` by \`bun run generate\`; do not edit.

A test is worth something only if it fails when the promise is broken. So every promise is broken on purpose, in one place at a time: by
the mistakes below, each of which a careful engineer could make. To see one noticed, give its name; it is made in a copy of the source:

\`\`\`sh
npx bun run simulate -- --mutants --only <mistake>
\`\`\`

Without \`--only\` all of them are made; what noticed each, and what it said, is in [reliability.md](reliability.md).

Where the tests are: \`packages/ec2/test/promise\` has the suites of the promises, \`apps/stories\` tells what users live through. A story is
told once and played twice: on virtual time in one process (\`npm test -- apps/stories\`), and with a real API server, AWS over HTTP and the
controllers as processes of their own (\`npm run test:cluster\`, where \`KUBEBUILDER_ASSETS\` names a folder with \`etcd\` and
\`kube-apiserver\`; without it the suite says that it is skipped).`

/** The page of the promises, each with the mistakes that break it and what notices them. */
export function promisePage(mutants: readonly Mutant[]): string {
  const sections = promises.map(({ name, says }, place) => {
    const rows = mutants.filter(({ promise }) => promise === place + 1).map(row)
    return `## ${place + 1}. ${name}\n\n${says}\n\n| mistake | what is done wrong | what notices |\n|---|---|---|\n${rows.join('\n')}`
  })
  return `${[head, ...sections].join('\n\n')}\n`
}

function row(mutant: Mutant): string {
  const { id, mistake, check, simulation } = mutant
  const noticed = [check, ...(simulation === undefined ? [] : [simulation])].map((each) => `\`${wordsOf(each)}\``)
  return `| \`${id}\` | ${cell(mistake)} | ${noticed.join('; ')} |`
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
