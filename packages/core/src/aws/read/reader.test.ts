import { describe, expect, test } from 'vitest'
import { all, failure, listing, names, policy, setup, strings, vpcs } from '../../../test/reading.ts'
import { never, operation, scope, sdkError, service } from '../../../test/service.ts'
import { seeded } from '../../time/random.ts'

describe('reads that come together share calls', () => {
  test.each([1, 199, 200, 201, 1000])('%i of them make as few as their keys fit into', async (count) => {
    const { clock, cloud, batches, reader } = setup()
    const reads = names(count).map((key) => reader.read(service, scope, vpcs, key, 'verify', never))
    await clock.advance(15)
    const found = await Promise.all(reads)
    expect(cloud.sent).toHaveLength(Math.ceil(count / 200))
    expect(batches.reduce((sum, { keys }) => sum + keys, 0)).toBe(count)
    expect(found.map((result) => result.items)).toEqual(names(count).map((Id) => [{ Id }]))
  })

  test('a key that several ask for is asked of AWS once', async () => {
    const { clock, cloud, reader } = setup()
    const reads = [1, 2, 3].map(() => reader.read(service, scope, vpcs, 'vpc-1', 'user', never))
    await clock.advance(60)
    await Promise.all(reads)
    expect(cloud.sent.map(({ input }) => input)).toEqual([{ Ids: ['vpc-1'] }])
  })

  test('the window stays open while more keep coming, but not for long', async () => {
    const { clock, cloud, reader } = setup()
    const reads = []
    for (let i = 0; i < 20; i++) {
      reads.push(reader.read(service, scope, vpcs, `vpc-${i}`, 'verify', never))
      await clock.advance(5)
    }
    await clock.advance(60)
    await Promise.all(reads)
    expect(cloud.sent.map(({ at }) => at)).toEqual([60, 110])
  })

  test('a user who waits alone waits 15 ms', async () => {
    const { clock, cloud, reader } = setup()
    const read = reader.read(service, scope, vpcs, 'vpc-1', 'user', never)
    await clock.advance(15)
    await read
    expect(cloud.sent.map(({ at }) => at)).toEqual([15])
  })

  test('scopes do not mix', async () => {
    const { clock, cloud, reader } = setup()
    const reads = ['a', 'b'].map((region) => reader.read(service, { ...scope, region }, vpcs, 'vpc-1', 'user', never))
    await clock.advance(15)
    await Promise.all(reads)
    expect(cloud.sent).toHaveLength(2)
  })

  test('reads join a call that still waits for its bucket, unless it waits in a lower lane', async () => {
    const { clock, cloud, reader } = setup(all, false)
    const drained = names(90).map((key) => reader.read(service, { ...scope }, { ...vpcs }, key, 'verify', never))
    await clock.advance(15)
    await Promise.all(drained)
    const before = cloud.sent.length
    const reads = []
    for (let i = 0; i < 10; i++) {
      reads.push(reader.read(service, scope, vpcs, `a-${i}`, 'verify', never))
      await clock.advance(16)
    }
    reads.push(reader.read(service, scope, vpcs, 'urgent', 'user', never))
    await clock.advance(1000)
    await Promise.all(reads)
    expect(cloud.sent.length - before).toBeLessThanOrEqual(5)
  })
})

describe('an answer is never older than the question', () => {
  test('a read that comes while a call is under way gets a call of its own', async () => {
    let version = 1
    const { clock, reader } = setup(async (_action, input) => {
      const answered = version
      await new Promise<void>((resolve) => clock.after(500, resolve))
      return { Vpcs: strings(input.Ids).map((Id) => ({ Id, version: answered })) }
    })
    const first = reader.read(service, scope, vpcs, 'vpc-1', 'user', never)
    await clock.advance(100)
    version = 2
    const second = reader.read(service, scope, vpcs, 'vpc-1', 'user', never)
    await clock.advance(2000)
    expect((await first).items).toEqual([{ Id: 'vpc-1', version: 1 }])
    expect((await second).items).toEqual([{ Id: 'vpc-1', version: 2 }])
  })

  test.each([1, 2, 3, 4])('whatever the timing (seed %i)', async (seed) => {
    const random = seeded(seed)
    let world = 0
    const { clock, reader } = setup(
      async (_action, input) => {
        const answered = world
        await new Promise<void>((resolve) => clock.after(random() * 200, resolve))
        return { Vpcs: strings(input.Ids).map((Id) => ({ Id, world: answered })) }
      },
      seed % 2 === 0,
    )
    const checks: Promise<void>[] = []
    for (let i = 0; i < 300; i++) {
      world++
      const asked = { world, at: clock.monotonic() }
      const key = `vpc-${Math.floor(random() * 20)}`
      const lane = random() < 0.3 ? 'user' : 'verify'
      checks.push(
        reader.read(service, scope, vpcs, key, lane, never).then((result) => {
          expect(result.at).toBeGreaterThanOrEqual(asked.at)
          expect(result.items[0]?.world).toBeGreaterThanOrEqual(asked.world)
        }),
      )
      await clock.advance(random() * 30)
    }
    await clock.advance(60_000)
    await Promise.all(checks)
  })
})

describe('what AWS answers', () => {
  test('a key without an item has none', async () => {
    const { clock, reader } = setup(() => ({ Vpcs: [{ Id: 'vpc-1' }, { Id: 'somebody-elses' }] }))
    const found = reader.readMany(service, scope, vpcs, ['vpc-1', 'vpc-2'], 'verify', never)
    await clock.advance(60)
    expect([...(await found)].map(([key, { items }]) => [key, items.length])).toEqual([
      ['vpc-1', 1],
      ['vpc-2', 0],
    ])
  })

  test.each([
    { read: vpcs, list: 'Vpcs', out: 'NextToken', asks: 'NextToken', because: 'EC2 pages so' },
    { read: listing, list: 'FileSystems', out: 'NextMarker', asks: 'Marker', because: 'EFS pages so' },
    {
      read: { ...listing, operation: operation('DescribeThings', ['NextMarker']) },
      list: 'FileSystems',
      out: 'NextMarker',
      asks: 'NextMarker',
      because: 'some requests spell it as replies do',
    },
  ])('$out is followed by $asks: $because', async ({ read, list, out, asks }) => {
    const { clock, cloud, batches, reader } = setup((_action, input) => {
      if (input[asks] === undefined) return { [list]: [{ Id: 'a' }], [out]: 'two' }
      return { [list]: [{ Id: 'a' }, { Id: 'b' }] }
    })
    const found = reader.readMany(service, scope, read, ['a', 'b'], 'verify', never)
    await clock.advance(60)
    expect([...(await found).values()].map(({ items }) => items)).toEqual([[{ Id: 'a' }], [{ Id: 'b' }]])
    expect(cloud.sent).toHaveLength(2)
    expect(batches).toMatchObject([{ keys: 2, calls: 2 }])
  })

  test('a listing that never ends is a failure', async () => {
    const { clock, reader } = setup(() => ({ FileSystems: [], NextMarker: 'again' }))
    const ended = failure(reader.read(service, scope, listing, 'a', 'verify', never))
    await clock.advance(60)
    expect(await ended).toMatchObject({ code: 'EndlessListing', errorClass: 'transient' })
  })

  test('a page token refused half-way is worth another try', async () => {
    const { clock, reader } = setup((_action, input) => {
      if (input.Marker !== undefined) throw sdkError('InvalidNextToken', 400)
      return { FileSystems: [], NextMarker: 'two' }
    })
    const ended = failure(reader.read(service, scope, listing, 'a', 'verify', never))
    await clock.advance(60)
    expect(await ended).toMatchObject({
      code: 'InvalidNextToken',
      errorClass: 'transient',
      message: 'api error InvalidNextToken: said AWS',
    })
  })

  test('ten thousand keys of a listing take one call', async () => {
    const { clock, cloud, reader } = setup(() => ({ FileSystems: names(10_000).map((Id) => ({ Id })) }))
    const reads = names(10_000).map((key) => reader.read(service, scope, listing, key, 'verify', never))
    await clock.advance(60)
    expect((await Promise.all(reads)).every(({ items }) => items.length === 1)).toBe(true)
    expect(cloud.sent).toHaveLength(1)
  })

  test('nothing is asked of AWS without a key, because AWS would answer with everything', async () => {
    const { clock, cloud, reader } = setup()
    expect(await failure(reader.read(service, scope, vpcs, '', 'user', never))).toBeInstanceOf(RangeError)
    expect((await reader.readMany(service, scope, vpcs, [], 'user', never)).size).toBe(0)
    await clock.advance(100)
    expect(cloud.sent).toHaveLength(0)
  })
})

describe('a read of one key a call', () => {
  test('leaves at once and is shared by those who ask at once', async () => {
    const { cloud, reader } = setup((_action, input) => input)
    const found = await Promise.all(
      ['a', 'b', 'a'].map((key) => reader.read(service, scope, policy, key, 'user', never)),
    )
    expect(found.map(({ items }) => items)).toEqual([[{ Id: 'a' }], [{ Id: 'b' }], [{ Id: 'a' }]])
    expect(cloud.sent).toHaveLength(2)
  })

  test('finds nothing where AWS says there is nothing', async () => {
    const { reader } = setup(() => {
      throw sdkError('PolicyNotFound', 404)
    })
    expect((await reader.read(service, scope, policy, 'a', 'user', never)).items).toEqual([])
  })

  test('fails on every other code', async () => {
    const { reader } = setup(() => {
      throw sdkError('FileSystem.NotFound', 404)
    })
    expect(await failure(reader.read(service, scope, policy, 'a', 'user', never))).toMatchObject({
      errorClass: 'missing',
    })
  })
})

describe('failures', () => {
  test('reach everybody who waits', async () => {
    const { clock, reader } = setup(() => {
      throw sdkError('InternalError', 500)
    })
    const ended = Promise.all(['a', 'b'].map((key) => failure(reader.read(service, scope, vpcs, key, 'user', never))))
    await clock.advance(60)
    expect(await ended).toMatchObject([{ errorClass: 'transient' }, { errorClass: 'transient' }])
  })

  test('for one unknown key do not reach the others', async () => {
    const { clock, cloud, reader } = setup((action, input) => {
      if (strings(input.Ids).includes('gone')) throw sdkError('InvalidVpcID.NotFound', 400)
      return all(action, input)
    })
    const found = reader.readMany(service, scope, vpcs, ['a', 'gone', 'b'], 'verify', never)
    await clock.advance(60)
    expect([...(await found)].map(([key, { items }]) => [key, items.length])).toEqual([
      ['a', 1],
      ['gone', 0],
      ['b', 1],
    ])
    expect(cloud.sent).toHaveLength(4)
  })
})

describe('an abort', () => {
  test.each([1, 5])('after %i ms ends one wait and nobody else’s', async (ms) => {
    const { clock, reader } = setup()
    const abort = new AbortController()
    const mine = failure(reader.read(service, scope, vpcs, 'a', 'user', abort.signal))
    const theirs = reader.read(service, scope, vpcs, 'b', 'user', never)
    await clock.advance(ms)
    abort.abort()
    expect(await mine).toMatchObject({ code: 'Cancelled' })
    await clock.advance(100)
    expect((await theirs).items).toEqual([{ Id: 'b' }])
  })

  test('of the last who waits stops the call', async () => {
    const { clock, cloud, reader } = setup()
    const abort = new AbortController()
    const mine = failure(reader.read(service, scope, vpcs, 'a', 'user', abort.signal))
    abort.abort()
    await mine
    const later = reader.read(service, scope, vpcs, 'b', 'user', never)
    await clock.advance(100)
    await later
    expect(cloud.sent.map(({ input }) => input)).toEqual([{ Ids: ['b'] }])
  })
})
