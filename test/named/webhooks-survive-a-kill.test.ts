import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { CallView } from '../../src/webhooks/contract.ts'
import { type SpawnedApp, spawnApp } from '../spawn-app.ts'
import { BY_HAND } from '../start-app.ts'

const CYCLES = 4
const SENDERS = 8

/** The sender of a station with a watched inbox. @returns its secret */
async function openDoor(app: SpawnedApp): Promise<string> {
  const post = async (path: string, body: object) => {
    const answer = await app.cli('POST', `api/v1/${path}`, body)
    assert.equal(answer.status, 201, answer.text)
    return answer.json
  }
  const settings = { address: 'http://127.0.0.1:9' }
  const site = { kind: 'payload', name: 'Site', settings, secrets: { api_key: 'key-of-the-site' } }
  const { connectionId } = await post('connections', site)
  const { stationId } = await post('radio/stations', { name: 'Hall', timeZone: 'UTC', cmsConnectionId: connectionId })
  const path = join(app.dataFolder, 'radio')
  await mkdir(path)
  await post('radio/inboxes', { stationId, path, isWatched: true })
  return (await post('webhooks/sources', { kind: 'payload', name: 'Site', connectionId }))['secret'] as string
}

async function callsOf(app: SpawnedApp): Promise<Map<number, CallView>> {
  const calls = new Map<number, CallView>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const more = cursor === '' ? '' : `&cursor=${cursor}`
    const page: { items: CallView[]; nextCursor: string | null } = await app.get(
      `api/v1/webhooks/calls?limit=200${more}`,
    )
    for (const call of page.items) calls.set(call.callId, call)
    cursor = page.nextCursor
  }
  return calls
}

interface Sending {
  secret: string
  nextId: () => string
  answered: Map<number, number>
}

/** Until nobody answers any more. */
async function sendOn(app: SpawnedApp, { secret, nextId, answered }: Sending): Promise<void> {
  for (;;) {
    const answer = await fetch(new URL('hooks/site', app.address), {
      method: 'POST',
      body: JSON.stringify({ type: 'episode.changed', data: { id: nextId(), version: '1' } }),
      headers: { 'x-patchbay-token': secret },
    })
    // The burst is used up: no answer that has to be kept.
    if (answer.status === 429) continue
    const { eventId, runId } = (await answer.json()) as { eventId: number; runId: number }
    answered.set(eventId, runId)
  }
}

it('keeps each call that it answered when it is killed at any moment, with one run', { timeout: 120_000 }, async () => {
  const place = await mkdtemp(join(tmpdir(), 'patchbay-webhooks-'))
  const dataFolder = join(place, 'data')
  await writeFile(join(place, 'patchbay.yaml'), BY_HAND)
  const answered = new Map<number, number>()
  let sent = 0
  let secret = ''
  try {
    for (let cycle = 0; cycle <= CYCLES; cycle++) {
      await using app = await spawnApp({ dataFolder })
      if (cycle === 0) secret = await openDoor(app)
      const stored = await callsOf(app)
      for (const [callId, runId] of answered) {
        const call = stored.get(callId)
        assert.deepEqual([call?.outcome, call?.runId], ['accepted', runId], `call ${callId}`)
      }
      const runs = (await app.jobs('?kind=webhook.follow')).map(({ runId }) => runId)
      assert.deepEqual(new Set(runs), new Set([...stored.values()].map(({ runId }) => runId)))
      assert.equal(runs.length, stored.size)
      const sending = { secret, answered, nextId: () => String(++sent) }
      const senders = Array.from({ length: SENDERS }, () => sendOn(app, sending).catch(() => undefined))
      await wait(100 + cycle * 170)
      await app.end('SIGKILL')
      await Promise.all(senders)
    }
    assert.ok(answered.size > CYCLES, `${answered.size} answered`)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
})
