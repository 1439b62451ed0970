import { crashMatrix } from './matrix.ts'

crashMatrix(0, 2)
