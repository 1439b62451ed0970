/** Variables of a process by name, such as `process.env`. */
export type Variables = Record<string, string | undefined>

/** Where the simulator listens, and who calls it. */
export interface Reach {
  readonly kubeconfig: string | undefined
  readonly aws: { readonly url: string; readonly account: string; readonly region: string } | undefined
}

/** The flags with which a controller runs on the simulator and nowhere else. */
export function flagsOf({ kubeconfig, aws }: Reach): readonly string[] {
  const cluster = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]
  if (aws === undefined) return cluster
  return [
    ...cluster,
    ...['--aws-region', aws.region, '--aws-endpoint-url', aws.url, '--aws-identity-endpoint-url', aws.url],
    '--allow-unsafe-aws-endpoint-urls',
  ]
}

/**
 * Makes an environment lead to the simulator: nothing that leads to an AWS account or a cluster of the user's own stays in it, and the
 * account of the simulator takes its place. Returns what puts everything back.
 */
export function disguise(env: Variables, { kubeconfig, aws }: Reach): () => void {
  const before = { ...env }
  const own = (name: string) => name === 'KUBECONFIG' || name.startsWith('AWS_')
  const clear = () => {
    for (const name of Object.keys(env)) if (own(name)) delete env[name]
  }
  clear()
  if (kubeconfig !== undefined) env.KUBECONFIG = kubeconfig
  if (aws !== undefined) {
    env.AWS_ACCESS_KEY_ID = aws.account
    env.AWS_SECRET_ACCESS_KEY = 'simulated'
    env.AWS_REGION = aws.region
    env.AWS_ENDPOINT_URL = aws.url
    // Nobody is to look for other credentials on the machine or on the network.
    env.AWS_CONFIG_FILE = '/dev/null'
    env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null'
    env.AWS_EC2_METADATA_DISABLED = 'true'
  }
  return () => {
    clear()
    for (const [name, value] of Object.entries(before)) if (own(name)) env[name] = value
  }
}
