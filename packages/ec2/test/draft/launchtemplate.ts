import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
} from '@aws-sdk/client-ec2'
import { alike, listed, shaped } from '@windlass/core'
import { ec2 } from '../../src/service/service.ts'

const data = shaped(CreateLaunchTemplateVersionCommand, 'LaunchTemplateData')

/** The newest version of every template, in one listing. Source: DescribeLaunchTemplateVersions in the EC2 API reference. */
const newest = listed({
  operation: DescribeLaunchTemplateVersionsCommand,
  items: 'LaunchTemplateVersions',
  input: { Versions: ['$Latest'] },
  keys: ({ LaunchTemplateId }) => LaunchTemplateId,
})

/** A template never changes: an edit makes a version of it. */
export const draft = () =>
  ec2.kind('LaunchTemplate', {
    id: 'LaunchTemplateId',
    create: CreateLaunchTemplateCommand,
    read: DescribeLaunchTemplatesCommand,
    items: 'LaunchTemplates',
    ids: 'LaunchTemplateIds',
    notFound: ['InvalidLaunchTemplateId.NotFound'],
    delete: DeleteLaunchTemplateCommand,
    tagged: 'launch-template',
    omit: ['LaunchTemplateData', 'VersionDescription'],
    fields: { data: data.doc('What instances are launched with.').need() },
    request: (spec) => ({ LaunchTemplateData: data.toAWS(spec.data) }),
    facets: (of) => ({
      ...of.value('data', {
        from: newest,
        have: (_seen, [version]) => data.toKubernetes({ ...version?.LaunchTemplateData }),
        // AWS puts in what was left open.
        same: alike,
        set: [CreateLaunchTemplateVersionCommand, (want) => ({ LaunchTemplateData: data.toAWS(want) })],
        makes: 'ClientToken',
      }),
    }),
  })
