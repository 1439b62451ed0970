import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ManifestError, manifestsIn } from './manifest.ts'

const boxes = { group: 'example.com', version: 'v1', plural: 'boxes', kind: 'Box', namespaced: true }
const box = (name: string) => `apiVersion: example.com/v1\nkind: Box\nmetadata: { name: ${name} }\n`

/** A folder with one file, and how it is looked at. */
function folder(text: string) {
  const path = mkdtempSync(join(tmpdir(), 'windlass-manifests-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const save = (now: string) => writeFileSync(join(path, '1.yaml'), now)
  save(text)
  const look = manifestsIn(path, [boxes])
  return { save, look: () => look()?.map(({ kind, name }) => `${kind} ${name}`) }
}

test('manifests are those of the folder, and again only when they have changed', () => {
  const { save, look } = folder(`${box('a')}---\n${box('b')}`)
  expect(look()).toEqual(['Box a', 'Box b'])
  expect(look()).toBeUndefined()
  save(box('c'))
  expect(look()).toEqual(['Box c'])
  expect(look()).toBeUndefined()
})

test('a file that is being written is told once, and read when it is whole', () => {
  const { save, look } = folder(box('a'))
  look()
  save('metadata: { name: b')
  expect(look).toThrow(ManifestError)
  expect(look()).toBeUndefined()
  save(box('b'))
  expect(look()).toEqual(['Box b'])
})

test('a kind that no controller has is refused', () => {
  expect(folder(box('a').replace('Box', 'Bag')).look).toThrow('no controller here knows that kind')
})
