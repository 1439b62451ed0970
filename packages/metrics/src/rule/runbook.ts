/** What whoever is woken by an alert does. */
export interface Runbook {
  /** The command to start with. */
  readonly first: string
  /** Causes, the likeliest first. */
  readonly causes: string
  readonly fix: string
}

const status = 'npx bun run windlass -- status -A'
const ofKind = 'npx bun run windlass -- status -A --kind KIND'
const changes = (reason: string) => `kubectl get events -A --field-selector reason=${reason}`
const logs = 'kubectl logs -n NAMESPACE deploy/CONTROLLER --since 15m'

/** One for each alert. */
export const runbooks: Readonly<Record<string, Runbook>> = {
  WindlassSyncLagSLOBurnFast: {
    first: status,
    causes: 'One cause that many objects share: a quota, credentials, a missing reference, or a throttled action.',
    fix: 'Mend that cause; the objects go on by themselves.',
  },
  WindlassSyncLagSLOBurnSlow: {
    first: status,
    causes: 'A part of the fleet that nobody looks at: objects with wrong specs or references that never came.',
    fix: 'Correct or delete those objects, or pause them: paused objects do not count.',
  },
  WindlassResourceStuck: {
    first: ofKind,
    causes: 'AWS does not finish, a reference is not ready, or a delete is held up.',
    fix: 'The last line of the answer is the next command: follow the chain it prints to its end, and mend what is there.',
  },
  WindlassKnowledgeStale: {
    first: status,
    causes: 'Reads of AWS fail or wait: credentials, throttling, a region that does not answer.',
    fix: 'See WindlassAWSAuthFailing and WindlassAWSThrottled. With neither, restart the controller.',
  },
  WindlassDriftRecurring: {
    first: changes('DriftCorrected'),
    causes: 'A second tool, a tag policy, or a person manages the same field.',
    fix: 'Let one of the two go: leave the field out of the spec, or stop the other.',
  },
  WindlassDriftSeenLate: {
    first: status,
    causes:
      'Objects were paused, or not looked at, while somebody changed them: an outage, lost credentials, reads short of budget.',
    fix: 'See WindlassKnowledgeStale and WindlassReadsWait. After a pause or an outage nothing: what was found has been undone.',
  },
  WindlassOscillationOpen: {
    first: ofKind,
    causes:
      'As for WindlassDriftRecurring, within seconds; or AWS stores the value in another form than the one declared.',
    fix: 'Declare the value as AWS shows it, or stop the other party. It is written at most every ten minutes until then.',
  },
  WindlassDeletionBlocked: {
    first: ofKind,
    causes: 'Something in AWS that Kubernetes does not know uses the object, or another object in the cluster does.',
    fix: 'Delete what the message names. The delete goes on at once.',
  },
  WindlassMassDeletion: {
    first: 'kubectl get events -A --field-selector reason=MassDeletion',
    causes: 'A wrong prune of a GitOps tool, a script against the wrong cluster, or a tear-down that was meant.',
    fix: 'Stop whoever deletes. What is to stay in AWS: annotate it with services.k8s.aws/deletion-policy=retain; each has until its turn. If all of it was meant: kubectl annotate namespace NAME windlass.dev/mass-deletion=allow.',
  },
  WindlassMassDisappearance: {
    first: 'kubectl get events -A --field-selector reason=MassDisappearance',
    causes:
      'Somebody deleted them; or the controller has credentials of another account, calls another endpoint, or AWS fails to show them.',
    fix: 'Look for them in AWS, with other credentials than those of the controller. What AWS shows again goes on by itself. If they really are gone: kubectl annotate KIND NAME windlass.dev/replace-missing="$(date -u +%Y-%m-%dT%H:%M:%SZ)" on any one of them.',
  },
  WindlassDuplicates: {
    first: ofKind,
    causes: 'Somebody copied the tags of an object to another, or what a repeated create made is used by something.',
    fix: 'Delete what uses the one that status does not name. One that no create explains is left, copied tags for instance: its condition has the annotation that deletes it.',
  },
  WindlassOrphans: {
    first: ofKind,
    causes: 'Objects were deleted without their finalizer, a definition was removed, or a backup was restored.',
    fix: 'Declare and adopt what is needed (services.k8s.aws/adoption-policy). Delete the rest in AWS, or take the owner tags off it.',
  },
  WindlassMutationSpike: {
    first: changes('Updated'),
    causes: 'A large apply, the end of a long outage, or a template that changed every object.',
    fix: 'Nothing, if it was meant. Otherwise set windlass.dev/paused on the objects, and revert.',
  },
  WindlassControllerDown: {
    first: logs,
    causes: 'The pod was not scheduled, ran out of memory, or cannot reach the API server or AWS at its start.',
    fix: 'The last line of the log names what it lacks. Starting again at any time is safe.',
  },
  WindlassNoLeader: {
    first: 'kubectl get lease -A',
    causes: 'The lease cannot be written (permissions, API server), or a holder that is not there renews it.',
    fix: 'Give back the permission; delete a lease whose holder does not exist.',
  },
  WindlassTwoLeaders: {
    first: 'kubectl get lease -A',
    causes: 'Two installations with leases in different namespaces.',
    fix: 'Remove one, or give both the same --leader-election-namespace.',
  },
  WindlassReconcileErrorsHigh: {
    first: status,
    causes: 'Whatever makes calls fail: throttling, a quota, credentials, wrong specs, the API server.',
    fix: 'The class of the errors on the AWS API board says which; its own alert says more.',
  },
  WindlassWorkqueueNotDraining: {
    first: status,
    causes: 'AWS answers slowly, or the budget of an action is smaller than the work that arrives.',
    fix: 'Wait if it is a large apply. Busy workers and fast answers: raise --reconcile-default-max-concurrent-syncs.',
  },
  WindlassReconcileHung: {
    first: status,
    causes: 'A pass waits for the bucket of a slow action, such as CreateVpcEndpoint at three in ten seconds.',
    fix: 'Apply fewer at a time, or ask AWS for a higher rate. With no wait on the AWS API board it is a defect: report it.',
  },
  WindlassPanicSeen: {
    first: logs,
    causes: 'An answer of AWS that the controller does not understand, or a defect.',
    fix: 'Report the line and the object. It is tried again; nothing is made twice.',
  },
  WindlassKubernetesThrottled: {
    first: 'kubectl get prioritylevelconfigurations,flowschemas',
    causes: 'The API server is busy, or a flow schema gives the controller too little.',
    fix: 'Find who is busy; give the controllers a priority level of their own.',
  },
  WindlassWatchStale: {
    first: logs,
    causes:
      'Permission to list or watch it was taken away, a conversion webhook fails, or the API server does not answer.',
    fix: 'kubectl auth can-i list RESOURCE --as SERVICEACCOUNT, then kubectl get RESOURCE -A: mend what these say. It goes on by itself.',
  },
  WindlassWatchMissing: {
    first: 'kubectl get customresourcedefinitions',
    causes: 'Somebody deleted the definition, or an upgrade removed it.',
    fix: 'Apply the published definitions again. Objects that were deleted with it keep what they have in AWS until they are applied again or adopted.',
  },
  WindlassCacheDiverged: {
    first: logs,
    causes: 'A proxy or the API server lost an event of a watch.',
    fix: 'Nothing for one. If it comes back, look at proxies between the controller and the API server.',
  },
  WindlassAWSThrottled: {
    first: status,
    causes: 'Another program in the account and region spends the same request budget.',
    fix: 'Find it in CloudTrail by the action on the AWS API board; slow it down, or ask AWS for a higher rate.',
  },
  WindlassAWSAuthFailing: {
    first: status,
    causes: 'Credentials expired or were revoked, or a policy lacks an action.',
    fix: 'Compare the refused actions with packages/ec2/iam and packages/efs/iam.',
  },
  WindlassCredentialsLost: {
    first: 'kubectl get --raw /api/v1/namespaces/ack-system/pods/POD:8081/proxy/readyz',
    causes:
      'The role or key was deleted or disabled, its trust policy changed, or the token of the pod is not mounted.',
    fix: 'Restore the role or give the pod other credentials. It takes them up within 15 seconds, without a restart.',
  },
  WindlassCredentialsExpiring: {
    first: logs,
    causes:
      'Whatever hands out credentials does not answer: STS, the pod identity agent, a credential process, a person’s session.',
    fix: 'Mend that before the three minutes are over; or give other credentials. Nothing is lost when they end, it only stops.',
  },
  WindlassReadsWait: {
    first: status,
    causes: 'Objects are looked at more often than the read budget allows, or another program spends it as well.',
    fix: 'Give windlass.dev/sweep-interval and --reconcile-default-resync-seconds larger values. With throttling see WindlassAWSThrottled.',
  },
  WindlassQuotaExhausted: {
    first: ofKind,
    causes: 'As many of the kind exist as the account may have.',
    fix: 'Delete what is not needed, or ask for more in Service Quotas.',
  },
}
