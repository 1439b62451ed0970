import { expect } from 'vitest'
import { allSynced, byHand, idOf, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { type Field, fields } from './fields.ts'
import { parts, whole } from './network.ts'

/** What AWS shows of a field's object. */
async function shown(theatre: Theatre, field: Field): Promise<unknown> {
  const { service = 'ec2', read } = field
  const [operation, input] = read(await idOf(theatre, field.kind, field.name))
  return await byHand(theatre, operation, input, service)
}

const objects = [...new Map(fields.map((field) => [`${field.kind}/${field.name}`, field])).values()]

/** Every edit at once, one patch for each object. */
async function edit(theatre: Theatre): Promise<void> {
  for (const { kind, name } of objects) {
    const own = fields.filter((field) => field.kind === kind && field.name === name)
    await theatre.edit(kind, name, { spec: Object.assign({}, ...own.map(({ spec }) => spec)) })
  }
  for (const { kind, name } of objects) await synced(theatre, kind, name)
}

async function asDeclared(theatre: Theatre): Promise<void> {
  for (const field of fields) expect(await shown(theatre, field), field.because).toMatchObject(field.shows)
}

async function differs(theatre: Theatre, field: Field): Promise<boolean> {
  try {
    expect(await shown(theatre, field)).toMatchObject(field.shows)
    return false
  } catch {
    return true
  }
}

/** Fields that can change: an edit reaches AWS, and a change made by hand is set back. */
export const fieldStories: readonly Story[] = [
  {
    name: 'every mutable field that is edited reaches AWS; changed by hand, it is set back within one sweep, and said so',
    async play(theatre) {
      await theatre.apply(whole)
      await allSynced(theatre, parts)
      const ids = new Map<string, string>()
      for (const { kind, name } of objects) ids.set(`${kind}/${name}`, await idOf(theatre, kind, name))
      await edit(theatre)
      await asDeclared(theatre)
      for (const { kind, name } of objects) expect(await idOf(theatre, kind, name)).toBe(ids.get(`${kind}/${name}`))
      await theatre.rest(60)
      const drifted = fields.filter(({ hand }) => hand !== undefined)
      for (const { kind, name, service, hand } of drifted) {
        const calls = (await hand?.(ids.get(`${kind}/${name}`) ?? '', ids)) ?? []
        for (const [operation, input] of calls) await byHand(theatre, operation, input, service)
      }
      for (const field of drifted) expect(await differs(theatre, field), field.because).toBe(true)
      const left = () => Promise.all(fields.map((field) => differs(theatre, field)))
      await theatre.until(async () => !(await left()).includes(true), 90)
      await theatre.rest(120)
      await asDeclared(theatre)
      await allSynced(theatre, parts, 30)
      expect((await theatre.events('DriftCorrected')).length).toBeGreaterThan(objects.length / 2)
    },
  },
]
