import { matrix } from './matrix.ts'

matrix(0, 2)
