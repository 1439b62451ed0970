import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { stringify } from 'yaml'

/** The kubeconfig for a simulated cluster at an address such as `http://127.0.0.1:7070`. */
export function kubeconfig(server: string, namespace = 'default'): string {
  const name = 'windlass-simulator'
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // Without TLS there is nothing to verify, and the JavaScript client refuses plain HTTP unless told so.
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  })
}

/** Writes the kubeconfig to a file, readable by its owner only; makes the folders on the way. */
export function writeKubeconfig(file: string, server: string, namespace?: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, kubeconfig(server, namespace), { mode: 0o600 })
}
