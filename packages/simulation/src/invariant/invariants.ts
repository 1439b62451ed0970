import { canonical, type Kind } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import { ownerTags } from '@windlass/core/object'
import type { Call } from '../run/network.ts'
import type { Scene } from '../run/scene.ts'
import { acquainted, type Known } from './known.ts'
import { age, alive, discord, doomed, idOf, kept, lives, owned, rowOf, standing } from './model.ts'
import { Mutations } from './mutation.ts'
import { held, placeOf, saysSynced } from './resource.ts'
import { ThirdParty } from './thirdparty.ts'
import { Trust } from './trust.ts'
import { Twins } from './twins.ts'

/** A promise that did not hold: which, and the two facts that disagree. */
export interface Breach {
  readonly oracle: string
  readonly says: string
  readonly but: string
}

/** Keeps an account of both worlds while a run goes on, and notes every breach of what must hold at every step. */
export class Invariants {
  readonly breaches: Breach[] = []
  readonly mutations: Mutations
  /** What the network has made too many. */
  readonly twins: Twins
  readonly #scene: Scene
  readonly #known = new Map<string, Known>()
  readonly #thirdParty: ThirdParty
  readonly #trust: Trust
  readonly #lags: boolean
  #revision = -1

  /** `lags`: AWS shows what is not so any more, so that nobody can be honest at every moment. */
  constructor(scene: Scene, lags = false) {
    this.#lags = lags
    this.#scene = scene
    this.#thirdParty = new ThirdParty(scene)
    this.mutations = new Mutations(scene)
    this.twins = new Twins(scene)
    this.#trust = new Trust(scene, (oracle, says, but) => this.breach(oracle, says, but))
    this.#look('installer', false)
    scene.cluster.journal.follow(({ userAgent, path, changed }) => {
      if (changed) this.#look(userAgent, path.endsWith('/status'))
    })
    for (const one of owned(scene)) this.#known.get(one.uid)?.made.add(one.id)
    this.witness()
  }

  /** How many AWS objects were ever made for an object of this name, in the namespace where all is played. */
  made(kind: Kind, name: string): number {
    return this.#named(kind, name).reduce((sum, { made }) => sum + made.size, 0)
  }

  /** How many of them the network may have brought. */
  doubled(kind: Kind, name: string): number {
    return this.#named(kind, name).reduce((sum, { doubled }) => sum + doubled.length, 0)
  }

  #named(kind: Kind, name: string): readonly Known[] {
    const all = [...this.#known.values()].filter(({ namespace }) => namespace === 'default')
    return all.filter((one) => one.kind === kind && one.name === name)
  }

  /** The network brings this create once more, so that nobody can keep AWS from having one object too many for a while. */
  doubles(create: Call): void {
    const request = canonical(create.input)
    for (const [uid, known] of this.#known) if (request.includes(uid)) known.doubled.push(this.#scene.clock.monotonic())
  }

  /** Whether AWS has an object too many that the network brought. */
  crowded(): boolean {
    const standings = owned(this.#scene).filter(({ uid, row }) => {
      const { kind, doubled = [] } = this.#known.get(uid) ?? {}
      return kind !== undefined && doubled.length > 0 && standing(kind, row)
    })
    return new Set(standings.map(({ uid }) => uid)).size < standings.length
  }

  /** What is done to this object on purpose is not held against the controller from here on. */
  tamper(kind: Kind, name: string): void {
    for (const one of this.#known.values()) if (one.kind === kind && one.name === name) one.tampered = true
  }

  /** An AWS object belongs to somebody else, whatever tags it carries. */
  foreign(id: string): void {
    this.#thirdParty.add(id)
  }

  /** An AWS object belongs to nobody, until an adoption names it. */
  free(id: string): void {
    this.#thirdParty.addFree(id)
  }

  /** The API server has gone back in time: what follows from that is nobody's doing. */
  rolledBack(): void {
    this.#look('user', false)
  }

  /** O-13: nothing is left in AWS of custom resources that are gone. */
  orphans(): void {
    for (const { id, uid, row } of owned(this.#scene)) {
      const known = this.#known.get(uid)
      if (
        known === undefined ||
        known.tampered ||
        kept(this.#scene, known.kind, known.object) ||
        this.#thirdParty.has(id) ||
        this.twins.told(id)
      )
        continue
      if (!alive(known.kind, row) || lives(this.#scene, known.kind, uid)) continue
      this.breach('O-13', `nothing is left of ${known.kind.name} ${known.name}, which is gone`, `AWS still has ${id}`)
    }
  }

  /** Before a mutating call of a process to AWS takes effect. */
  before(call: Call): void {
    if (call.to !== 'aws' || !call.mutates) return
    this.#thirdParty.before(call)
    for (const kind of this.#scene.kinds) {
      const id = doomed(kind, call)
      if (id === undefined || rowOf(this.#scene, id) === undefined) continue
      this.#trust.deletes(kind, id, call)
      for (const known of this.#known.values()) if (known.made.has(id)) known.deleted.add(id)
    }
  }

  /** After anything happened that may have changed a world: `call`, or what people did outside of the API server. */
  after(call?: Call, refusal?: string): void {
    if (call !== undefined && !call.mutates) return
    if (call === undefined) this.#look('user', false)
    if (call?.to === 'kube') return
    if (call !== undefined) this.#untouched(call, refusal)
    this.#unique()
    this.witness()
  }

  /** O-2: what nobody has proved to be ours is not touched. */
  #untouched(call: Call, refusal: string | undefined): void {
    this.mutations.note(call, refusal)
    for (const id of this.#thirdParty.touched(call)) this.breach('O-2', `${id} is not ours`, `${call.what} changed it`)
  }

  /** At rest: nothing has lost sight of what it named. */
  atRest(): void {
    this.#trust.atRest()
  }

  /** Looks at the custom resources, if any changed: `who` did it, and `said` says whether by a write of status. */
  #look(who: string, said: boolean): void {
    const { revision } = this.#scene.cluster
    if (revision === this.#revision) return
    this.#revision = revision
    const seen = new Set<string>()
    for (const kind of this.#scene.kinds)
      for (const object of this.#scene.list(kind)) {
        seen.add(object.metadata.uid)
        const known = this.#known.get(object.metadata.uid)
        if (known?.object !== object) this.#trust.sees(kind, object, who !== 'user')
        this.#thirdParty.sees(object)
        if (known === undefined) this.#meet(kind, object)
        else if (known.object.metadata.resourceVersion !== object.metadata.resourceVersion)
          this.#changed(known, object, who, said)
      }
    for (const [uid, known] of this.#known) {
      if (!seen.has(uid)) this.#trust.gone(uid)
      if (!seen.has(uid) && known.object.metadata.finalizers?.includes(known.kind.finalizer)) this.#released(known, who)
    }
  }

  #meet(kind: Kind, object: KubeObject): void {
    this.#known.set(object.metadata.uid, acquainted(kind, object))
  }

  #changed(known: Known, object: KubeObject, who: string, said: boolean): void {
    const before = known.object
    known.object = object
    if (before.metadata.generation !== object.metadata.generation) known.accordAt = undefined
    if (who === 'user') return
    const { finalizer } = known.kind
    if (before.metadata.finalizers?.includes(finalizer) && !object.metadata.finalizers?.includes(finalizer))
      this.#released(known, who)
    this.#sameId(known, before, object)
    this.#samePlace(known, before, object)
    // What the API server drops from status when something else is written is nothing that anybody says.
    if (said && JSON.stringify(before.status) !== JSON.stringify(object.status)) this.#honest(known, object)
  }

  /**
   * O-5: the finalizer goes only when AWS has nothing left, or the policy is to keep it. Where AWS shows what is not so, it
   * may say of what it is deleting that it is gone.
   */
  #released(known: Known, who: string): void {
    const { kind, object, name } = known
    known.object = { ...object, metadata: { ...object.metadata, finalizers: [] } }
    if (who === 'user' || known.tampered || kept(this.#scene, kind, object)) return
    const there = this.#lags ? alive : standing
    const left = [...known.made, idOf(kind, object) ?? ''].filter(
      (id) => there(kind, rowOf(this.#scene, id)) && this.#belongs(known, id),
    )
    if (left.length > 0 && left.length <= this.twins.unexplained(known)) this.twins.leave(left)
    else if (left.length > 0)
      this.breach('O-5', `the finalizer of ${kind.name} ${name} was removed`, `AWS still has ${left.join(', ')}`)
  }

  /** Whether the AWS object of this id is that of this custom resource: by its tag, without one of several the oldest. */
  #belongs({ kind, object }: Known, id: string): boolean {
    if (this.#thirdParty.has(id)) return false
    const uid = rowOf(this.#scene, id)?.Tags?.find(({ Key }) => Key === ownerTags.uid)?.Value
    if (uid !== undefined) return uid === object.metadata.uid
    return this.#scene.list(kind).every((other) => idOf(kind, other) !== id || age(other) >= age(object))
  }

  /** O-4: an id changes only when what it named is dead or gone. */
  #sameId(known: Known, before: KubeObject, object: KubeObject): void {
    const [was, is] = [idOf(known.kind, before), idOf(known.kind, object)]
    if (was === undefined || was === is || known.tampered) return
    if (is === undefined || alive(known.kind, rowOf(this.#scene, was)))
      this.breach(
        'O-4',
        `the id of ${known.kind.name} ${known.name} went from ${was} to ${is ?? 'nothing'}`,
        `AWS still has ${was}`,
      )
  }

  /** O-6: account and region of an object with an id never change. */
  #samePlace(known: Known, before: KubeObject, object: KubeObject): void {
    if (idOf(known.kind, before) === undefined) return
    const [was, is] = [before, object].map(placeOf)
    if (was !== '{}' && was !== is && !known.tampered)
      this.breach('O-6', `the place of ${known.kind.name} ${known.name} went from ${was} to ${is}`, 'it has an id')
  }

  /** O-3: who says that it is in sync, is, or was at an instant since the spec was last written. */
  #honest(known: Known, object: KubeObject): void {
    const id = idOf(known.kind, object)
    if (id !== undefined && saysSynced(object) && !held(object) && !this.#belongs(known, id))
      this.breach('O-1', `${known.kind.name} ${known.name} says that it is in sync`, `${id} is that of another object`)
    if (this.#lags || !saysSynced(object) || held(object) || (id === undefined && known.tampered)) return
    const why = discord(this.#scene, known.kind, object)
    if (why === undefined) known.accordAt = this.#scene.clock.monotonic()
    else if (known.accordAt === undefined || this.#scene.clock.monotonic() - known.accordAt > fresh)
      this.breach(
        'O-3',
        `${known.kind.name} ${known.name} says ACK.ResourceSynced=True for generation ${object.metadata.generation}`,
        why,
      )
  }

  /** Notes which objects AWS matches at this moment: what is about to happen may end it. */
  witness(): void {
    for (const known of this.#known.values())
      if (idOf(known.kind, known.object) !== undefined && discord(this.#scene, known.kind, known.object) === undefined)
        known.accordAt = this.#scene.clock.monotonic()
  }

  /** O-1: at most one living AWS object for each custom resource. */
  #unique(): void {
    const living = new Map<string, string[]>()
    for (const one of owned(this.#scene)) {
      const known = this.#known.get(one.uid)
      if (known === undefined || this.#thirdParty.has(one.id) || !standing(known.kind, one.row)) continue
      // A create that arrives when what was made in its stead is deleted and its object gone makes an orphan, left alone.
      const late = known.deleted.size > 0 && !known.made.has(one.id) && !lives(this.#scene, known.kind, one.uid)
      if (late) this.foreign(one.id)
      else known.made.add(one.id)
      if (known.reader) this.breach('O-2', `${known.kind.name} ${known.name} only reads`, `${one.id} carries its tag`)
      if (alive(known.kind, one.row)) living.set(one.uid, [...(living.get(one.uid) ?? []), one.id])
    }
    for (const known of this.#known.values()) this.#replaced(known)
    for (const [uid, ids] of living) {
      const known = this.#known.get(uid)
      if (known !== undefined && ids.length > 1 + known.doubled.length)
        this.breach('O-1', `${known.kind.name} ${known.name} is one object`, `AWS has ${ids.join(' and ')} for it`)
    }
  }

  /** O-17: what died without our doing is made anew once, and nothing else is made twice. */
  #replaced({ kind, name, made, deleted, doubled }: Known): void {
    const dead = [...made].filter((id) => !deleted.has(id) && !standing(kind, rowOf(this.#scene, id)))
    if (dead.length > 0 && made.size > 1 + dead.length + doubled.length)
      this.breach(
        'O-17',
        `${kind.name} ${name} died ${dead.length} times and is made anew as often`,
        `AWS has had ${[...made].join(', ')} for it`,
      )
  }

  /** Notes a breach, once. */
  breach(oracle: string, says: string, but: string): void {
    if (this.breaches.some((one) => one.oracle === oracle && one.says === says && one.but === but)) return
    this.breaches.push({ oracle, says, but })
  }
}

/** How long (ms) ago AWS may have matched for a status to be honest: a read takes its time, and so does a write. */
const fresh = 15_000
