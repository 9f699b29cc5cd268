import assert from 'node:assert/strict'
import { it } from 'node:test'
import { manualClock } from '../../../../kernel/clock.ts'
import { startFakeLibreTime } from '../../fake-server.ts'

const NOW = Date.parse('2026-10-25T12:00:00Z')
const KEY = 'key'

interface HistoryRow {
  id: number
  starts: string
  file: number | null
  instance: number | null
}

async function openFake() {
  const fake = await startFakeLibreTime({ key: KEY, clock: manualClock(NOW), station: { timezone: 'Europe/Paris' } })
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(new URL(path, fake.url), { headers: { authorization: `Api-Key ${KEY}` } })
    assert.equal(answer.status, 200)
    return answer.json()
  }
  return { fake, get, list: async (query = '') => (await get(`api/v2/playout-history${query}`)) as HistoryRow[] }
}

it('gives the whole history whatever is asked for, in the order of writing, and forgets with the file', async () => {
  const { fake, list } = await openFake()
  await using _ = fake
  const [one = 0, two = 0] = fake.seed.files(2)
  const show = fake.seed.show('Drift')
  const [startsAt, endsAt] = ['2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z']
  const instance = fake.seed.instance({ show, startsAt, endsAt })
  const early = fake.seed.history({ file: one, instance, startsAt, endsAt })
  const late = fake.seed.history({ file: two, instance, startsAt: '2025-01-01T00:00:00Z', endsAt })
  const all = await list()
  assert.deepEqual(await list('?starts_after=2026-10-24&limit=1&ordering=-id'), all)
  assert.deepEqual(
    all.map(({ id }) => id),
    [early, late],
  )
  const remove = async (path: string): Promise<number> =>
    (await fetch(new URL(path, fake.url), { method: 'DELETE', headers: { authorization: `Api-Key ${KEY}` } })).status
  assert.equal(await remove(`api/v2/show-instances/${instance}`), 204)
  assert.deepEqual(
    (await list()).map(({ instance: of }) => of),
    [null, null],
  )
  const basic = `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`
  await fetch(new URL(`rest/media/${one}`, fake.url), { method: 'DELETE', headers: { authorization: basic } })
  assert.deepEqual(
    (await list()).map(({ id }) => id),
    [late],
  )
})

it('lists a range in the zone that is asked for and answers in the station’s, where an hour comes twice', async () => {
  const { fake, get } = await openFake()
  await using _ = fake
  const [file = 0] = fake.seed.files(1)
  const play = (hour: string) =>
    fake.seed.history({ file, startsAt: `2026-10-25T${hour}:30:00Z`, endsAt: `2026-10-25T${hour}:33:00Z` })
  const [first, second] = [play('00'), play('01')]
  fake.seed.history({ file: null, startsAt: '2026-10-25T05:00:00Z', endsAt: null, title: 'Live', artist: 'Mara' })
  const feed = async (start: string, end: string) => {
    const query = new URLSearchParams({ start, end, timezone: 'UTC' }).toString()
    return (await get(`api/item-history-feed?${query}`)) as Record<string, unknown>[]
  }
  const twice = await feed('2026-10-25 00:00:00', '2026-10-25 02:00:00')
  assert.deepEqual(
    twice.map(({ history_id, starts }) => [history_id, starts]),
    [
      [first, '2026-10-25 02:30:00'],
      [second, '2026-10-25 02:30:00'],
    ],
  )
  assert.deepEqual((await feed('2026-10-25 01:00:00', '2026-10-25 02:00:00')).length, 1)
  const [stream] = await feed('2026-10-25 05:00:00', '2026-10-25 06:00:00')
  assert.deepEqual([stream?.['track_title'], stream?.['artist_name'], stream?.['ends']], ['Live', 'Mara', null])
})
