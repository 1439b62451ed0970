import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CustomResourceDefinition } from '@windlass/core/generate'
import { type Draft, isRecord, type KubeClient, type Resource } from '@windlass/core/kube'
import { parseAllDocuments } from 'yaml'

/** Something to apply: an object, and the resource it belongs to. */
export interface Manifest {
  readonly kind: string
  readonly name: string
  readonly resource: Resource
  readonly body: Draft
}

/** A manifest that cannot be read or belongs to no known kind. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  readonly code = 'BadManifest'
}

const crds: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}

/** A definition as something to apply. */
export function definition(crd: CustomResourceDefinition): Manifest {
  return { kind: crds.kind, name: crd.metadata.name, resource: crds, body: { ...crd } }
}

/** The definitions of a folder. Throws `ManifestError`. */
export function definitionsIn(folder: string): readonly Manifest[] {
  return manifestsOf(textsIn(folder), [crds])
}

/**
 * Looks at a folder again and again: every document of its YAML files, in the order of their names, when they are not those of
 * the look before. Throws `ManifestError`.
 */
export function manifestsIn(folder: string, resources: readonly Resource[]): () => readonly Manifest[] | undefined {
  let last = ''
  return () => {
    const texts = textsIn(folder)
    const now = JSON.stringify(texts)
    if (now === last) return undefined
    last = now
    return manifestsOf(texts, [...resources, crds])
  }
}

type Texts = readonly (readonly [file: string, text: string])[]

function textsIn(folder: string): Texts {
  const files = yamlFiles(folder)
  if (files.length === 0) throw new ManifestError(`There are no YAML files in ${folder}.`)
  return files.map((file) => [file, readFileSync(file, 'utf8')])
}

function manifestsOf(texts: Texts, resources: readonly Resource[]): readonly Manifest[] {
  return texts.flatMap(([file, text]) => documents(file, text).map((document) => manifest(document, file, resources)))
}

function yamlFiles(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
    return names.sort().map((name) => join(folder, name))
  } catch (error) {
    throw new ManifestError(`The folder ${folder} cannot be read.`, { cause: error })
  }
}

function documents(file: string, text: string): readonly unknown[] {
  const read = parseAllDocuments(text)
  const broken = read.flatMap((document) => document.errors)[0]
  if (broken !== undefined) throw new ManifestError(`${basename(file)} is not YAML: ${broken.message}`)
  return read.map((document) => document.toJS()).filter((value) => value !== null)
}

function manifest(document: unknown, file: string, resources: readonly Resource[]): Manifest {
  const metadata = isRecord(document) ? document.metadata : undefined
  if (!isRecord(document) || !isRecord(metadata) || typeof metadata.name !== 'string')
    throw new ManifestError(`${basename(file)} has a document without a name.`)
  const { kind, apiVersion } = document
  const resource = resources.find((each) => each.kind === kind && `${each.group}/${each.version}` === apiVersion)
  if (resource === undefined)
    throw new ManifestError(`${basename(file)} has a ${apiVersion} ${kind}, and no controller here knows that kind.`)
  const { name } = metadata
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : 'default'
  const place = resource.namespaced ? { name, namespace } : { name }
  return { kind: resource.kind, name, resource, body: { ...document, metadata: { ...metadata, ...place } } }
}

/** Applies as `kubectl apply --server-side` does. */
export async function applyAll(client: KubeClient, manifests: readonly Manifest[], signal: AbortSignal): Promise<void> {
  for (const { name, resource, body } of manifests) {
    const namespace = resource.namespaced ? (body.metadata.namespace ?? 'default') : undefined
    await client.apply(resource, { name, namespace }, body, { fieldManager: 'playground', force: true }, signal)
  }
}
