import { singles } from './seeds.ts'

singles()
