import { headings } from '@windlass/core/object'

const head = `# Reasons

Made from the table of reasons by \`bun run generate\`; do not edit.

Every condition \`Ready\` and \`ACK.ResourceSynced\` of an object carries a reason from a closed list. This page has all of them: what each
means, what the controller does next without help, and what a person can do. \`windlass why KIND NAME\` applies the page to one object and
follows its references to the one that has to be mended; the same words are labels of the metrics.

\`True\` is said only with \`InSync\`. \`Unknown\` means that AWS could not be asked, that the outcome of a create is not known, or that the object is
paused or only planned; everything else is \`False\`. Errors are also in \`ACK.Terminal\` (the spec or its surroundings must change) or \`ACK.Recoverable\` (it may pass by itself).

The message of a condition says what is the case, in AWS's own words where they are AWS's, and behind \`Next:\` what a person can do and how
long the controller waits before it tries again. \`ACK.ReferencesResolved=True\` has the reason \`Resolved\`; otherwise it repeats the reason.

Three things hold for every reason. An edit of the object, of its annotations too, is taken up at once, whatever wait is going on. Times
below are the longest: retries begin within seconds and become rarer. And when something was mended outside the cluster, there is no need to
wait:

\`\`\`sh
kubectl annotate vpc main --overwrite windlass.dev/reconcile-requested-at="$(date +%s)"
\`\`\``

const tail = `## Words of the command line alone

\`windlass\` shows four more words where conditions have no reason to show. \`Unseen\`: no controller has touched the object, because none runs
for this kind or namespace, or because it has only just been applied. \`Begun\`: a controller is at it and has not written a status yet; what
it waits for is in Events at once, and in status when it lasts for 15 s.
\`Edited\`: the conditions are about an older generation of the spec. \`Unlisted\`: another controller wrote them, and Windlass has not looked at the object; where they
say \`True\`, the state is \`unmanaged\`, and \`status\` counts it apart.`

/** The page that explains every reason a condition can have. */
export function reasonPage(): string {
  const sections = headings.flatMap((heading) => [
    `## ${heading.title}`,
    ...('about' in heading ? [heading.about] : []),
    ...Object.entries(heading.rows).flatMap(([reason, { meaning, controller, you }]) => [
      `### ${reason}`,
      `* **Meaning**: ${meaning}\n* **Controller**: ${controller}\n* **You**: ${you}`,
    ]),
  ])
  return `${[head, ...sections, tail].join('\n\n')}\n`
}
