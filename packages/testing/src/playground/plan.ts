import type { Program } from '@windlass/core'
import type { Running } from '@windlass/core/controller'
import type { KubeClient } from '@windlass/core/kube'
import type { Module } from '@windlass/simulator'
import type { Manifest } from './manifest.ts'
import type { Progress } from './progress.ts'

/** What is to run on the simulator. */
export interface Plan {
  /** What the help calls it: `npm start --`. */
  readonly command: string
  readonly programs: readonly Program[]
  /** Simulated services of the kinds' own, beside EC2, EFS and STS. */
  readonly modules?: readonly Module[]
  /** Folders of definitions, for the words that `kubectl explain` shows; a kind that none of them has is defined without. */
  readonly definitions?: readonly string[]
  /** The folder of the manifests to apply. */
  readonly manifests: string
  /** Where the kubeconfig and the log go. `.windlass` unless given. */
  readonly folder?: string
  /** What to ask kubectl for, to see objects: `vpcs,subnets`. The first two kinds unless given. */
  readonly get?: string
  /** What to type to see what AWS has: `ec2 describe-vpcs`. */
  readonly ask?: string
  readonly beside?: Beside
}

/** Something more to start with the playground when it is asked for. */
export interface Beside {
  /** `--observe` is `observe`. */
  readonly flag: string
  readonly help: string
  /** Starts it, and says where it is. */
  open(playground: Playground, folder: string): Promise<{ readonly text: string; close(): Promise<void> }>
}

/** Everything that runs in the playground. */
export interface Playground {
  readonly kube: { readonly url: string; readonly client: KubeClient; readonly kubeconfig: string }
  readonly aws: { readonly url: string; readonly account: string; readonly region: string }
  readonly controllers: readonly { readonly name: string; readonly running: Running }[]
  readonly log: string
  /** The manifests of the folder, if they are not those of the last time. Throws `ManifestError`. */
  changed(): readonly Manifest[] | undefined
  /** Applies as `kubectl apply --server-side` does. */
  apply(manifests: readonly Manifest[], signal: AbortSignal): Promise<void>
  progress(manifests: readonly Manifest[], signal: AbortSignal): Promise<readonly Progress[]>
  /** Rejects with what broke a controller; never resolves before `close`. */
  readonly broken: Promise<never>
  close(): Promise<void>
}
