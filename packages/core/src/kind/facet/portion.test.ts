import { expect, test } from 'vitest'
import { portions } from './portion.ts'

const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`)
const shape = (add: number, remove: number, most: number, room: number) =>
  portions(many('a', add), many('r', remove), { most, room }).map(({ add, remove }) => [add.length, remove.length])

test.each([
  { add: 0, remove: 0, room: 5, gives: [], because: 'nothing is to be done' },
  { add: 3, remove: 3, room: 0, gives: [[3, 3]], because: 'one call takes it all, and never leaves a gap' },
  {
    add: 25,
    remove: 0,
    room: 100,
    gives: [
      [10, 0],
      [10, 0],
      [5, 0],
    ],
    because: 'a call takes ten',
  },
  {
    add: 12,
    remove: 12,
    room: 100,
    gives: [
      [10, 0],
      [2, 8],
      [0, 4],
    ],
    because: 'what comes is first',
  },
  {
    add: 12,
    remove: 12,
    room: 0,
    gives: [
      [5, 5],
      [5, 5],
      [2, 2],
    ],
    because: 'in a full set one takes the place of another',
  },
  {
    add: 0,
    remove: 15,
    room: 0,
    gives: [
      [0, 10],
      [0, 5],
    ],
    because: 'only what goes is left',
  },
  {
    add: 3,
    remove: 1,
    room: 0,
    gives: [
      [1, 1],
      [2, 0],
    ],
    because: 'AWS is to say that there is no room for the rest',
  },
])('$add come and $remove go where there is room for $room, because $because', ({ add, remove, room, gives }) => {
  expect(shape(add, remove, 10, room)).toEqual(gives)
})
