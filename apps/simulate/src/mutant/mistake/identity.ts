import { type Mutant, plan, promise, swap, tests } from '../mutant.ts'

const create = 'packages/core/src/reconcile/create.ts'
const identify = 'packages/core/src/reconcile/identify.ts'
const write = 'packages/core/src/reconcile/write.ts'

/** Mistakes about which AWS object belongs to which custom resource, and about making it once. */
export const identity: readonly Mutant[] = [
  {
    id: 'random-token',
    promise: 1,
    mistake: 'The token of a create holds a random number.',
    file: 'packages/core/src/aws/token.ts',
    edits: swap(
      'JSON.stringify([cluster, uid, kind, epoch, zone])',
      'JSON.stringify([cluster, uid, epoch, Math.random()])',
    ),
    check: promise('token'),
    simulation: plan('NATGateway/create/A1+E2'),
  },
  {
    id: 'wall-clock-token',
    promise: 1,
    mistake: 'The token of a create holds the time of day.',
    file: create,
    edits: swap('kind: kind.name, epoch })', 'kind: kind.name, epoch, zone: String(clock.now()) })'),
    check: promise('token'),
    simulation: plan('NATGateway/create/A1+E2'),
  },
  {
    id: 'name-token',
    promise: 1,
    mistake: 'The token of a create is made of the name of the custom resource instead of its UID.',
    file: create,
    edits: swap('cluster: settings.clusterUID, uid, kind', 'cluster: settings.clusterUID, uid: pass.key, kind'),
    check: promise('token'),
  },
  {
    id: 'name-memory',
    promise: 14,
    mistake: 'What is remembered of a deleted custom resource is taken for what is known of the next one of its name.',
    file: 'packages/core/src/controller/controller.ts',
    edits: [
      {
        find: 'if (known?.uid === object.metadata.uid) return known',
        replace: 'if (known !== undefined) return known',
      },
      { find: '    this.#memories.delete(key)\n', replace: '' },
    ],
    check: promise('namesake'),
  },
  {
    id: 'name-status',
    promise: 14,
    mistake: 'Status is written by name, without the UID that it is about.',
    file: write,
    edits: swap(
      'const body = { ...patch, metadata: { uid, resourceVersion } }',
      'const body = { ...patch, metadata: { name: uid && resourceVersion && name } }',
    ),
    check: promise('namesake'),
  },
  {
    id: 'other-cluster',
    promise: 14,
    mistake: 'An AWS object with the same UID that was made by another cluster is taken for ours.',
    file: identify,
    edits: swap("tag.Key === 'services.k8s.aws/cluster' && tag.Value !== settings.clusterUID", 'tag.Value === tag.Key'),
    check: promise('stranger'),
  },
  {
    id: 'no-search',
    promise: 1,
    mistake: 'After a create whose outcome is not known, nobody looks whether the object is there.',
    file: identify,
    edits: swap(
      "  if (found !== undefined) return { is: 'found', id: found, how: kind.tagged === undefined ? 'naturalkey' : 'tag' }\n",
      "  if (found === 'nothing') return { is: 'none', replay: undefined }\n",
    ),
    check: promise('unknown'),
  },
  {
    id: 'no-quarantine',
    promise: 1,
    mistake: 'A create whose outcome is not known is sent again as soon as one search finds nothing.',
    file: identify,
    edits: swap(
      "if (Math.max(left, afresh) <= 0) return { is: 'none', replay: undefined }",
      "if (left <= 1e12) return { is: 'none', replay: undefined }",
    ),
    check: plan('VPC/create/A1+E2', 10),
  },
  {
    id: 'unsent-for-ever',
    promise: 1,
    mistake: 'A create counts as never sent after it has left, too.',
    file: create,
    edits: swap('  unmade.clear()\n', ''),
    check: plan('VPC/create/A1+E2', 10),
  },
  {
    id: 'search-by-the-clock',
    promise: 1,
    mistake: 'How long to search for the outcome of a create is told by the time of day of the process.',
    file: 'packages/core/src/reconcile/doubt.ts',
    edits: swap(
      'pass.tools.settings.quarantine - (await serverNow(pass))',
      'pass.tools.settings.quarantine - pass.tools.clock.now()',
    ),
    check: promise('token'),
    simulation: plan('VPC/create/A3+T1'),
  },
  {
    id: 'refusal-settles',
    promise: 1,
    mistake: 'A refused repetition of a create is taken to say that nothing was made by the first.',
    file: create,
    edits: swap('replay === undefined ? [] : outstanding(pass.memory, replay)', '[]'),
    check: promise('token'),
  },
  {
    id: 'token-after-refusal',
    promise: 1,
    mistake: 'A create that AWS has refused gets another token although nothing of it has changed.',
    file: create,
    edits: swap('return same && turnedAway(pass.memory, last) ?', 'return same && last.epoch < 0 ?'),
    check: promise('token'),
  },
  {
    id: 'intent-after-create',
    promise: 1,
    mistake: 'The intent is written after the create instead of before it.',
    file: create,
    edits: [
      {
        find: '  await claim(pass, { [annotation.intent]: encode(placed.intent) })\n',
        replace: '  await claim(pass, {})\n',
      },
      {
        find: '  const id = find(output, kind.id.member)\n',
        replace:
          '  await claim(pass, { [annotation.intent]: encode(placed.intent) })\n  const id = find(output, kind.id.member)\n',
      },
    ],
    check: plan('VPC/create/A1'),
  },
  {
    id: 'intent-unconditional',
    promise: 1,
    mistake: 'The intent is written without the precondition that nobody has changed the object since.',
    file: 'packages/core/src/kube/patch.ts',
    edits: swap("    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },\n", ''),
    check: promise('leaders'),
    simulation: plan('VPC/create/L2'),
  },
  {
    id: 'lost-reply-refused',
    promise: 1,
    mistake: 'A create whose reply is lost is taken for one that AWS refused.',
    file: create,
    edits: swap(
      "    case 'transient':\n      return unknownOutcome(error.message, refusalOf(error))",
      "    case 'transient':\n      pass.memory.refused = intent.at\n      return failure(error)",
    ),
    check: plan('VPC/create/A1'),
  },
  {
    id: 'throttle-unknown',
    promise: 1,
    mistake: 'A create that AWS turns away for its rate is taken for one whose outcome is not known.',
    file: create,
    edits: swap(
      "    case 'throttle':\n      pass.memory.unmade.add(name)\n      return failure(error)",
      "    case 'throttle':\n      return unknownOutcome(error.message, refusalOf(error))",
    ),
    check: promise('token'),
  },
  {
    id: 'retried-create',
    promise: 1,
    mistake: 'A call that changes something is sent again when no answer came, token or not.',
    file: 'packages/core/src/aws/caller.ts',
    edits: [
      {
        find: "if (!(error instanceof AwsError) || error.errorClass !== 'throttle') throw error",
        replace:
          "if (!(error instanceof AwsError) || !['throttle', 'transient'].includes(error.errorClass)) throw error",
      },
      { find: 'if (order.mutating || sent > repeats) throw error', replace: 'if (sent > repeats) throw error' },
    ],
    check: plan('VPC/create/A1'),
  },
  {
    id: 'sdk-retries',
    promise: 1,
    mistake: 'The retries of the SDK stay on.',
    file: 'packages/core/src/aws/cloud.ts',
    edits: swap('maxAttempts: 1,', 'maxAttempts: 3,'),
    check: tests('packages/core/src/aws/cloud.test.ts', 'packages/core/src/aws/wire.test.ts'),
  },
  {
    id: 'late-id',
    promise: 2,
    mistake: 'The id of a new object is written with the rest of status, not on its own.',
    file: create,
    edits: swap("  if (!(await keepId(pass, id, 'made'))) return orphaned(pass, id)\n  say(pass", '  say(pass'),
    check: promise('id'),
  },
  {
    id: 'status-error',
    promise: 2,
    mistake: 'An error while the id is written to status is ignored.',
    file: write,
    edits: swap('      if (pass.signal.aborted) throw error\n', '      return true\n'),
    check: promise('keep'),
  },
  {
    id: 'report-error',
    promise: 3,
    mistake: 'An error while the outcome is written to status is ignored.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap(
      '      work.outcome = outcomeOf(error)\n      unwritten(pass, work.outcome)\n',
      '      unwritten(pass, outcomeOf(error))\n',
    ),
    check: promise('keep'),
    simulation: plan('VPC/create/K8', 10),
  },
  {
    id: 'orphan',
    promise: 1,
    mistake: 'An AWS object whose custom resource went away while it was being made is left behind.',
    file: create,
    edits: swap(
      "  if (!(await keepId(pass, id, 'made'))) return orphaned(pass, id)\n  say(pass",
      "  await keepId(pass, id, 'made')\n  say(pass",
    ),
    check: promise('namesake'),
  },
  {
    id: 'place-not-pinned',
    promise: 14,
    mistake: 'The region of an object follows the annotation of its namespace after it was made.',
    file: 'packages/core/src/reconcile/reconcile.ts',
    edits: swap(
      'tools.settings.place(object, pinned({ wish, object }))',
      'tools.settings.place(object, pinned({ wish, object }) && undefined)',
    ),
    check: promise('region'),
    simulation: plan('VPC/create/K18'),
  },
  {
    id: 'astray-made',
    promise: 1,
    mistake:
      'An object whose create was lost on its way to one region is made there although it is asked for in another.',
    file: 'packages/core/src/reconcile/pin.ts',
    edits: swap('region === pin.region', "region !== ''"),
    check: promise('region'),
  },
  {
    id: 'refusal-pins',
    promise: 14,
    mistake: 'An object whose create AWS refused in one region is held to stand there.',
    file: 'packages/core/src/reconcile/pin.ts',
    edits: swap(
      '  if (made === undefined && open.length === 0) return undefined\n',
      '  if (open === undefined) return undefined\n',
    ),
    check: promise('region'),
    simulation: plan('Subnet/create/K18'),
  },
  {
    id: 'place-taken',
    promise: 15,
    mistake: 'What somebody else has made in the place of an object without tags is taken for what our create made.',
    file: identify,
    edits: swap('if (refused && !tagged) return undefined', 'if (!tagged) return undefined'),
    check: tests('packages/efs/test/stranger.test.ts'),
    simulation: plan('MountTarget/create/O5'),
  },
]
