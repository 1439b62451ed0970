/** The name of a series: its legend with labels filled in, or what tells it from the others. */
export function legendOf(legend: string, labels: Readonly<Record<string, string>>): string {
  if (legend !== '') return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? '').trim()
  return Object.entries(labels)
    .filter(([label]) => !hidden.includes(label))
    .map(([, value]) => value)
    .join(' ')
}

/** Labels that Prometheus puts on every series: they tell nothing in a table of one cluster. */
export const hidden: readonly string[] = ['__name__', 'cluster', 'job', 'instance', 'namespace']
