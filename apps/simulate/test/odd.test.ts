import { crashMatrix } from './matrix.ts'

crashMatrix(1, 2)
