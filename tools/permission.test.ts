import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@cdktn/hcl2json'
import { isItem } from '@windlass/core'
import { describe, expect, test } from 'vitest'
import { parse as yaml } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const page = read('docs/permissions.md')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text)

const account: unknown = yaml(read('apps/ec2-controller/chart/values.yaml')).serviceAccount
const name = isItem(account) ? account.name : undefined
const trust = { Service: 'pods.eks.amazonaws.com' }
const podIdentity = ['sts:AssumeRole', 'sts:TagSession']
const web = ['sts:AssumeRoleWithWebIdentity']

describe('Terraform', async () => {
  const files: readonly Readonly<Record<string, unknown>>[] = await Promise.all(
    blocks('terraform').map(async (text, place) => await parse(`${place}.tf`, text)),
  )

  test('with Pod Identity the pod of the chart gets a role with all parts of the policy', () => {
    expect(files[0]).toMatchObject({
      data: {
        aws_iam_policy_document: {
          pod_identity: [
            { statement: [{ actions: podIdentity, principals: [{ type: 'Service', identifiers: [trust.Service] }] }] },
          ],
        },
      },
      resource: {
        aws_iam_role: { ec2_controller: [{ name: 'windlass-ec2' }] },
        aws_iam_policy: { ec2_controller: [{ for_each: expect.stringContaining('"full*.json"') }] },
        aws_eks_pod_identity_association: { ec2_controller: [{ namespace: 'ack-system', service_account: name }] },
      },
    })
  })

  test('with IRSA the service account of the chart is the one that is trusted', () => {
    expect(files[1]).toMatchObject({
      data: {
        aws_iam_policy_document: {
          irsa: [
            {
              statement: [
                {
                  actions: web,
                  condition: [
                    { test: 'StringEquals', values: [`system:serviceaccount:ack-system:${name}`] },
                    { test: 'StringEquals', values: ['sts.amazonaws.com'] },
                  ],
                },
              ],
            },
          ],
        },
      },
    })
  })
})

describe('CloudFormation', () => {
  const [pod, irsa] = blocks('cloudformation').map((text): unknown => yaml(text))
  const statement = (of: object) => ({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...of }] } },
      },
    },
  })

  test('with Pod Identity the pod of the chart gets the role', () => {
    expect(pod).toMatchObject(statement({ Principal: trust, Action: podIdentity }))
    expect(pod).toMatchObject({
      Resources: { Association: { Properties: { Namespace: 'ack-system', ServiceAccount: name } } },
    })
  })

  test('with IRSA the service account of the chart is the one that is trusted', () => {
    expect(irsa).toMatchObject(statement({ Action: web }))
    expect(JSON.stringify(irsa)).toContain(`:sub":"system:serviceaccount:ack-system:${name}"`)
  })
})

const policies = globSync(['packages/*/iam/**/*.json'], { cwd: root })

test.each(policies)(
  '%s is no longer than IAM takes. Source: "IAM and AWS STS quotas" in the IAM User Guide',
  (path) => {
    expect(JSON.stringify(JSON.parse(read(path))).length).toBeLessThanOrEqual(6144)
  },
)

test('the page names the statements that there are', () => {
  const statements = policies.flatMap((path): readonly string[] =>
    JSON.parse(read(path)).Statement.map(({ Sid }: { readonly Sid: string }) => Sid),
  )
  const said = [...page.matchAll(/^\| `([A-Z]\w+)…?`/gm)].map(([, word = '']) => word)
  const unsaid = new Set(statements.filter((sid) => sid !== 'Read' && !said.some((word) => sid.startsWith(word))))
  expect([...unsaid]).toEqual([])
  expect(said.filter((word) => !statements.some((sid) => sid.startsWith(word)))).toEqual([])
})
