import { NodeVersionError, tooOld } from './node.ts'

// Older versions fail while other modules are loaded, with a page of stack: this one is loaded before them.
const complaint = tooOld(process.versions.node)
if (complaint !== undefined) throw new NodeVersionError(complaint)
