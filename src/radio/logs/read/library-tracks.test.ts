import assert from 'node:assert/strict'
import { it } from 'node:test'
import { BY_HAND, startApp } from '../../../../test/start-app.ts'
import { startFakeLibreTime } from '../../../connectors/libretime/fake-server.ts'
import { addDays, dayAt } from '../../../kernel/time.ts'
import type { LogDayView } from './contract.ts'

const ZONE = 'Europe/Paris'

it('knows a track in a log as soon as a sync has seen it, however short ago the library was looked at', async () => {
  await using library = await startFakeLibreTime({ station: { timezone: ZONE } })
  await using app = await startApp({ yaml: BY_HAND })
  const post = async <Reply>(path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> => {
    const authorization = await app.bearer()
    const answer = await app.call('POST', `api/v1/${path}`, { body, headers: { authorization, ...headers } })
    assert.ok(answer.status < 300, answer.text)
    return answer.json as Reply
  }
  const sync = async (): Promise<void> => {
    await post('radio/stations/1/track-syncs', {})
    await app.settled()
  }
  library.seed.file({ title: 'First' })
  const secrets = { api_key: library.key }
  await post('connections', { kind: 'libretime', name: 'LibreTime', settings: { address: library.url }, secrets })
  await post('radio/stations', { name: 'Riverside', timeZone: ZONE, libraryConnectionId: 1 })
  await sync()
  const airDate = addDays(dayAt(Date.now(), ZONE), 2)
  const { logId, etag } = await post<LogDayView>('radio/stations/1/logs', { airDate })
  const add = (trackId: number, version: string): Promise<LogDayView> =>
    post(`radio/logs/${logId}/edits`, { edits: [{ do: 'add', hour: '10', trackId }] }, { 'if-match': version })
  const before = await add(1, etag)
  const second = library.seed.file({ title: 'Second' })
  await sync()
  const { findings } = await add(second, before.etag)
  assert.deepEqual(
    findings.filter(({ code }) => code === 'track-unknown'),
    [],
  )
})
