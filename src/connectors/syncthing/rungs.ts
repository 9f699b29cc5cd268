import type { Fact, Rung } from '../../connections/ports.ts'
import { RejectedError } from '../../kernel/errors.ts'
import { isSyncthing, problemIn, type SyncthingClient } from './client.ts'
import { assertShared, type Pair } from './folders.ts'
import { Ping, Version } from './wire.ts'

const OLDEST = { major: 1, minor: 19 }

export function rungsOf(client: SyncthingClient, pair: Partial<Pair>): readonly Rung[] {
  return [
    { id: 'answer', climb: (signal) => answers(client, signal) },
    { id: 'key', climb: (signal) => takesKey(client, signal) },
    { id: 'version', climb: (signal) => isNewEnough(client, signal) },
    { id: 'rights', climb: (signal) => sharesFolder(client, pair, signal) },
  ]
}

async function answers(client: SyncthingClient, signal: AbortSignal): Promise<Fact> {
  const answer = await client.knock(signal)
  if (isSyncthing(answer, client.host)) return { code: 'syncthing-answers', params: {} }
  const problem = problemIn(answer, client.host)
  if (problem.code.startsWith('syncthing/') || problem.isRetryable) throw problem
  throw new RejectedError('syncthing/not-syncthing', { params: { host: client.host } })
}

async function takesKey(client: SyncthingClient, signal: AbortSignal): Promise<Fact> {
  await client.get('rest/system/ping', Ping, { signal })
  return { code: 'syncthing-key', params: {} }
}

async function isNewEnough(client: SyncthingClient, signal: AbortSignal): Promise<Fact> {
  const { version } = await client.get('rest/system/version', Version, { signal })
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  const isOld = Number(major) < OLDEST.major || (Number(major) === OLDEST.major && Number(minor) < OLDEST.minor)
  if (isOld) throw new RejectedError('syncthing/too-old', { params: { host: client.host, version } })
  return { code: 'syncthing-version', params: { version } }
}

async function sharesFolder(client: SyncthingClient, pair: Partial<Pair>, signal: AbortSignal): Promise<Fact> {
  const { folderId, deviceId } = pair
  if (folderId === undefined || deviceId === undefined) return { code: 'syncthing-nothing-chosen', params: {} }
  const { label, path } = await assertShared(client, { folderId, deviceId }, signal)
  return { code: 'syncthing-shares', params: { folder: label || folderId, path } }
}
