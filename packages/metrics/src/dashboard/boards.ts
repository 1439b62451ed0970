import { aws } from './aws.ts'
import { controller } from './controller.ts'
import { fleet } from './fleet.ts'
import type { Board } from './panel.ts'
import { ec2, efs } from './service.ts'

/** Every dashboard by the name of its file. */
export const boards: Readonly<Record<string, Board>> = { fleet, controller, 'aws-api': aws, ec2, efs }
