import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { allSynced, byHand, idOf, synced } from '../backend/state.ts'
import { type Field, fields } from './fields.ts'
import { parts, whole } from './network.ts'

/** What AWS shows of a field's object. */
async function shown(backend: Backend, field: Field, id?: string): Promise<unknown> {
  const { service = 'ec2', read } = field
  const [operation, input] = read(id ?? (await idOf(backend, field.kind, field.name)))
  return await byHand(backend, operation, input, service)
}

const objects = [...new Map(fields.map((field) => [`${field.kind}/${field.name}`, field])).values()]

/** Every edit at once, one patch for each object. */
async function edit(backend: Backend): Promise<void> {
  for (const { kind, name } of objects) {
    const own = fields.filter((field) => field.kind === kind && field.name === name)
    await backend.edit(kind, name, { spec: Object.assign({}, ...own.map(({ spec }) => spec)) })
  }
  for (const { kind, name } of objects) await synced(backend, kind, name)
}

async function asDeclared(backend: Backend): Promise<void> {
  for (const field of fields) expect(await shown(backend, field), field.because).toMatchObject(field.shows)
}

async function differs(backend: Backend, field: Field, id?: string): Promise<boolean> {
  try {
    expect(await shown(backend, field, id)).toMatchObject(field.shows)
    return false
  } catch {
    return true
  }
}

/** Fields that can change: an edit reaches AWS, and a change made by hand is set back. */
export const fieldStories: readonly Story[] = [
  {
    name: 'every mutable field that is edited reaches AWS; changed by hand, it is set back within one sweep, and said so',
    async play(backend) {
      await backend.apply(whole)
      await allSynced(backend, parts)
      const ids = new Map<string, string>()
      for (const { kind, name } of objects) ids.set(`${kind}/${name}`, await idOf(backend, kind, name))
      await edit(backend)
      await asDeclared(backend)
      for (const { kind, name } of objects) expect(await idOf(backend, kind, name)).toBe(ids.get(`${kind}/${name}`))
      await backend.rest(60)
      for (const field of fields.filter(({ hand }) => hand !== undefined)) {
        const id = ids.get(`${field.kind}/${field.name}`) ?? ''
        for (const [operation, input] of field.hand?.(id, ids) ?? [])
          await byHand(backend, operation, input, field.service)
        // At once and without the API server: in real time a sweep may set back the first while the last is changed.
        expect(await differs(backend, field, id), field.because).toBe(true)
      }
      const left = () => Promise.all(fields.map((field) => differs(backend, field)))
      await backend.until(async () => !(await left()).includes(true), 90)
      await backend.rest(120)
      await asDeclared(backend)
      await allSynced(backend, parts, 30)
      expect((await backend.events('DriftCorrected')).length).toBeGreaterThan(objects.length / 2)
    },
  },
]
