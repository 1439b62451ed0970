import { expect, test } from 'vitest'
import { TestClock } from '../../../test/api.ts'
import { type Happening, silent } from '../../telemetry/observer.ts'
import { watchCredentials } from './credential.ts'
import { IdentityError, type Standing } from './identity.ts'

test('credentials are looked after every fifteen seconds; they are not worse for STS being out of reach or unreadable', async () => {
  const clock = new TestClock()
  const heard: Happening[] = []
  const stop = new AbortController()
  let standing: Standing = { expires: 1000 }
  const observer = { ...silent, happened: (event: Happening) => heard.push(event) }
  const ended = watchCredentials({ look: async () => standing }, { clock, observer }, stop.signal)
  await clock.advance(0)
  standing = { wrong: new IdentityError('Unreachable', 'no route') }
  await clock.advance(15_000)
  standing = { wrong: new IdentityError('Refused', 'expired'), expires: 1000 }
  await clock.advance(15_000)
  standing = { wrong: new IdentityError('Unreadable', 'a page') }
  await clock.advance(15_000)
  standing = { wrong: new IdentityError('NoCredentials', 'none') }
  await clock.advance(14_000)
  expect(heard).toEqual([
    { is: 'credentials', valid: true, expires: 1000 },
    { is: 'credentials', valid: true, expires: undefined },
    { is: 'credentials', valid: false, expires: 1000 },
    { is: 'credentials', valid: true, expires: undefined },
  ])
  await clock.advance(1000)
  expect(heard.at(-1)).toEqual({ is: 'credentials', valid: false, expires: undefined })
  stop.abort()
  await ended
})
