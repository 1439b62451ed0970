import { type CustomResourceDefinition, conditionsSchema, definition } from '../../kind/crd/crd.ts'
import type { Schema } from '../../schema/openapi.ts'

const group = 'services.k8s.aws'
const version = 'v1alpha1'
const text: Schema = { type: 'string' }

/** The FieldExport resource: one value of an object, kept in a ConfigMap or a Secret. */
export const fieldExport: CustomResourceDefinition = definition({
  group,
  version,
  scope: 'Namespaced',
  kind: 'FieldExport',
  plural: 'fieldexports',
  columns: [],
  schema: root('Keeps one value of an object in a ConfigMap or a Secret.', {
    spec: structure(
      {
        from: structure(
          {
            path: worded('The value to take, as a jq path into the object: `.status.vpcID`.'),
            resource: structure({ group: text, kind: text, name: text }, ['group', 'kind', 'name']),
          },
          ['path', 'resource'],
        ),
        to: structure(
          {
            key: worded('The key to keep the value under; `<namespace>.<name>` of the FieldExport when absent.'),
            kind: worded('`configmap` or `secret`.'),
            name: text,
            namespace: worded('The namespace of the FieldExport when absent.'),
          },
          ['kind', 'name'],
        ),
      },
      ['from', 'to'],
    ),
    status: structure({ conditions: conditionsSchema }),
  }),
})

const labels: Schema = structure({ matchLabels: { type: 'object', additionalProperties: text } }, ['matchLabels'])

/** The IAMRoleSelector resource: which IAM role manages which objects. */
export const iamRoleSelector: CustomResourceDefinition = definition({
  group,
  version,
  scope: 'Cluster',
  kind: 'IAMRoleSelector',
  plural: 'iamroleselectors',
  columns: [{ name: 'ROLE', jsonPath: '.spec.arn' }],
  schema: root('Says which IAM role manages the objects of some namespaces, kinds or labels.', {
    spec: structure(
      {
        arn: {
          ...worded('The role to assume.'),
          'x-kubernetes-validations': [
            {
              rule: 'self == oldSelf',
              message: 'arn is immutable: create another IAMRoleSelector for the other role, then delete this one.',
            },
          ],
        },
        namespaceSelector: structure({ labelSelector: labels, names: { type: 'array', items: text } }, ['names']),
        resourceLabelSelector: labels,
        resourceTypeSelector: {
          type: 'array',
          items: structure({ group: text, kind: text, version: text }, ['group', 'kind', 'version']),
        },
      },
      ['arn'],
    ),
    status: structure({ conditions: conditionsSchema }),
  }),
})

function root(description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return {
    description,
    type: 'object',
    properties: { apiVersion: text, kind: text, metadata: { type: 'object' }, ...properties },
  }
}

function structure(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}

function worded(description: string): Schema {
  return { type: 'string', description }
}
