/** Annotations of this project on custom resources. */
export const annotation = {
  /** `true`: nothing is read or written for the object until it is removed. */
  paused: 'windlass.dev/paused',
  /** Any new value: verify the object now. */
  requested: 'windlass.dev/reconcile-requested-at',
  /** Seconds between two verifications of the object, 5 at least. */
  interval: 'windlass.dev/sweep-interval',
  /** `enforce` (the default) or `plan`: say what would be done and do nothing. */
  mode: 'windlass.dev/mode',
  /** A time (RFC 3339): what has vanished together with this object by then may be made anew. */
  replaceMissing: 'windlass.dev/replace-missing',
  /** On a namespace; `allow`: its objects may be deleted by the mass. */
  massDeletion: 'windlass.dev/mass-deletion',
  /** The id of an AWS object that carries the owner tags of this object beside its own: a person wants it deleted. */
  removeDuplicate: 'windlass.dev/remove-duplicate',
  /** Written before a create is sent; see `Intent`. */
  intent: 'windlass.dev/intent',
} as const

/** Annotations that users of AWS Controllers for Kubernetes know. */
export const ack = {
  adopted: 'services.k8s.aws/adopted',
  adoptionPolicy: 'services.k8s.aws/adoption-policy',
  adoptionFields: 'services.k8s.aws/adoption-fields',
  readOnly: 'services.k8s.aws/read-only',
  deletionPolicy: 'services.k8s.aws/deletion-policy',
  region: 'services.k8s.aws/region',
  defaultRegion: 'services.k8s.aws/default-region',
  endpoint: 'services.k8s.aws/endpoint-url',
  ownerAccount: 'services.k8s.aws/owner-account-id',
} as const
