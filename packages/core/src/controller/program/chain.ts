import { defaultProvider } from '@aws-sdk/credential-provider-node'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import { item } from '../../schema/json.ts'

export interface ChainOptions {
  /** Where roles of profiles and of web identities are assumed. */
  readonly region: string
  /** Leaves the instance metadata out. */
  readonly disableImds: boolean
}

/** The standard credential chain of the AWS SDK, in its order: as ACK's. */
export class Chain {
  readonly #region: string

  constructor({ region, disableImds }: ChainOptions) {
    this.#region = region
    // The chain takes this from the environment of the process alone.
    if (disableImds) process.env.AWS_EC2_METADATA_DISABLED = 'true'
  }

  /** A provider that has read nothing yet: files that were replaced since another one read them are read anew. */
  provider(): AwsCredentialIdentityProvider {
    const chain = defaultProvider({ ignoreCache: true, clientConfig: { region: this.#region } })
    return () => chain()
  }
}

/**
 * Where credentials come from, for people: `the environment (AWS_ACCESS_KEY_ID)`. Says nothing of what they are.
 * Source of the marks: `AwsSdkCredentialsFeatures` of the AWS SDK.
 */
export function sourceOf(
  credentials: AwsCredentialIdentity,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const marks = '$source' in credentials ? Object.keys(item(credentials.$source)) : []
  const has = (mark: RegExp) => marks.some((name) => mark.test(name))
  const profile = env.AWS_PROFILE || 'default'
  const file = env.AWS_SHARED_CREDENTIALS_FILE || env.AWS_CONFIG_FILE || '~/.aws'
  if (has(/^CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN/)) return `a web identity (${env.AWS_WEB_IDENTITY_TOKEN_FILE})`
  if (has(/^CREDENTIALS_(PROFILE|SSO|PROCESS|LOGIN)/)) return `profile ${profile} in ${file}`
  if (has(/^CREDENTIALS_ENV_VARS/)) return 'the environment (AWS_ACCESS_KEY_ID)'
  if (has(/^CREDENTIALS_HTTP/) || env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)
    return `the credentials agent of the pod or container (${hostOf(env.AWS_CONTAINER_CREDENTIALS_FULL_URI)})`
  return 'the instance metadata'
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : '169.254.170.2'
}
