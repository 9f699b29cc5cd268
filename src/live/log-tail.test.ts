import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { openSseReader } from '../../test/read-sse.ts'
import { startTestHttp } from '../../test/start-http.ts'
import { manualClock } from '../kernel/clock.ts'
import { LOG_FILE } from '../kernel/log-file.ts'
import { openLog } from '../kernel/log.ts'
import { openLogTail } from './log-tail.ts'

it('shows the newest lines by level, area and text', async () => {
  await using server = await startTestHttp()
  const cookie = await server.claim()
  const log = server.logBook.area('archive')
  for (let n = 0; n < 20; n++) log.info({ n }, n % 2 === 0 ? 'Filed' : 'Skipped')
  log.error({ code: 'disk/full' }, 'Could not file')
  const list = async (query: string) => {
    const { json } = await server.call('GET', `api/v1/logs?${query}`, { cookie })
    return (json['items'] as { message: string; fields: { n?: number } }[]).map(
      ({ message, fields }) => `${message} ${fields.n ?? ''}`,
    )
  }
  assert.deepEqual(await list('area=archive&limit=2'), ['Skipped 19', 'Could not file '])
  assert.deepEqual(await list('area=archive&text=FILED&limit=3'), ['Filed 14', 'Filed 16', 'Filed 18'])
  assert.deepEqual(await list('level=error&area=archive'), ['Could not file '])
  assert.equal((await list('area=archive&level=trace')).length, 21)
})

it('shows the lines around one that a power cut broke off', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'patchbay-log-'))
  const line = (msg: string) => JSON.stringify({ level: 'warn', time: '2026-03-01T12:00:00.000Z', area: 'jobs', msg })
  const file = [line('before'), `{"level":"warn","ti\0\0${line('glued')}`, line('after'), '']
  writeFileSync(join(folder.path, LOG_FILE), file.join('\n'))
  using logBook = openLog({ level: 'info' })
  const tail = openLogTail({ logBook, folder: folder.path })
  assert.deepEqual(
    tail.recent({ level: 'trace' }, 10).map(({ message }) => message),
    ['before', 'after'],
  )
})

it('tails the log live, filtered, and says how many lines a slow reader missed', async () => {
  await using server = await startTestHttp({ clock: manualClock() })
  const cookie = await server.claim()
  const url = new URL('api/v1/logs/tail?area=archive&level=warn&text=match', server.http.address)
  await using tail = await openSseReader(url, { cookie })
  const log = server.logBook.area('archive')
  log.info({}, 'match but mild')
  log.warn({}, 'other')
  server.logBook.area('jobs').warn({}, 'match elsewhere')
  log.warn({ n: 1 }, 'match')
  const first = await tail.next()
  assert.equal((first?.data['line'] as { message: string } | undefined)?.message, 'match')
  for (let n = 0; n < 2000; n++) log.warn({ n, fill: 'x'.repeat(200) }, 'match')
  let lines = 0
  let skipped = 0
  let lastLine: unknown
  while (lines + skipped < 2000) {
    const message = await tail.next()
    if (message?.event === 'skipped') skipped += Number(message.data['count'])
    else {
      lines++
      lastLine = (message?.data['line'] as { fields: { n: number } } | undefined)?.fields.n
    }
  }
  assert.equal(lines + skipped, 2000)
  assert.ok(skipped > 0 && lines >= 500)
  assert.equal(lastLine, 1999)
})
