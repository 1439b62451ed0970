/** What follows from kinds: definitions, roles, policies. */
import '../runtime/check.ts'

export { fieldExport, iamRoleSelector } from '../controller/program/crds.ts'
export { type Actions, actionsOf } from '../kind/access/action.ts'
export {
  type PolicyDocument,
  type PolicyOptions,
  policiesOf,
  policyOf,
  type Statement,
  type Variant,
} from '../kind/access/policy.ts'
export { accessOf, type PolicyRule, rulesOf } from '../kind/access/role.ts'
export { type CustomResourceDefinition, crdOf } from '../kind/crd/crd.ts'
export { checkKinds } from '../kind/flaw/together.ts'
export type { Describe, Schema } from '../schema/openapi.ts'
