import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RejectedError, UnavailableError } from '../../kernel/errors.ts'
import { collectSymptoms } from './collect.ts'
import { judgeAll } from './judge.ts'
import type { CheckedFile, CheckedRow, Symptoms, Verdict } from './model.ts'
import type { PlayoutCheckup } from './ports.ts'
import { RULES } from './rules.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')
const HOUR_MS = 3_600_000

const file = (fileId: number): CheckedFile => ({
  fileId,
  title: `File ${fileId}`,
  state: 'usable',
  madeBy: 'upload',
  createdAt: NOW - 24 * HOUR_MS,
  lengthMs: HOUR_MS,
  cueOutMs: HOUR_MS,
})

const row = (fileId: number): CheckedRow => ({
  rowId: fileId,
  windowId: 1,
  fileId,
  streamId: null,
  startsAt: NOW + fileId * 10_000,
  endsAt: NOW + (fileId + 1) * 10_000,
  cueInMs: 0,
  cueOutMs: 10_000,
  hasFadeIn: true,
  hasFadeOut: true,
  wasPlayed: false,
})

const tooLong = async (): Promise<never> => {
  throw new RejectedError('remote/too-long', { params: { maxBytes: 1 } })
}

const well: PlayoutCheckup = {
  door: async () => ({
    host: 'radio',
    kind: 'api',
    status: 200,
    hop: null,
    movedTo: null,
    said: '',
    clockAt: NOW,
    askedAt: NOW,
    answeredAt: NOW,
  }),
  key: async () => true,
  uploadDoor: async () => true,
  isNewEnough: async () => true,
  timeZone: async () => 'UTC',
  listFiles: async () => [],
  findFile: async () => undefined,
  listShows: async () => [{ showId: 1, name: 'Night', isLive: false, fillsItself: false, isLinked: false }],
  listWindows: async () => [
    { windowId: 1, showId: 1, startsAt: NOW, endsAt: NOW + HOUR_MS, isCancelled: false, isFilled: true },
  ],
  listRows: async () => [],
  hasAudio: async () => true,
}

const collect = (playout: Partial<PlayoutCheckup>, options: { signal?: AbortSignal; limitMs?: number } = {}) =>
  collectSymptoms({
    station: { name: 'Riverside', timeZone: 'UTC' },
    connection: { name: 'LibreTime', isFromEnvironment: true },
    playout: { ...well, ...playout },
    cms: [],
    now: () => NOW,
    signal: options.signal ?? new AbortController().signal,
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  })

const verdictOf = (symptoms: Symptoms, code: string): Verdict | undefined =>
  judgeAll(RULES, symptoms, []).find((one) => one.code === code)?.verdict

const whyOf = (verdict: Verdict | undefined): string | undefined =>
  verdict?.kind === 'unknown' ? verdict.why.code : verdict?.kind

it('asks for what is planned file by file where the whole library is too long', async () => {
  const asked: number[] = []
  const symptoms = await collect({
    listFiles: tooLong,
    listRows: async () => [row(1), row(2), row(1)],
    findFile: async (fileId) => {
      asked.push(fileId)
      return fileId === 1 ? file(1) : undefined
    },
  })
  assert.deepEqual(asked, [1, 2])
  const missing = verdictOf(symptoms, 'row-without-file')
  assert.deepEqual(missing?.kind === 'found' && missing.seen.map(({ code }) => code), ['file-unknown'])
  assert.equal(whyOf(verdictOf(symptoms, 'analyzer-blind')), 'remote/too-long')
})

it('says how many files it left out rather than that all are there', async () => {
  const rows = Array.from({ length: 230 }, (_, index) => row(index + 1))
  const files = rows.map(({ rowId }) => file(rowId))
  const symptoms = await collect({ listFiles: async () => files, listRows: async () => rows })
  const verdict = verdictOf(symptoms, 'row-without-file')
  assert.deepEqual(verdict, { kind: 'unknown', why: { code: 'radio/checkup-many-files', params: { count: 30 } } })
  const one = await collect({ listFiles: tooLong, listRows: async () => rows })
  assert.equal(whyOf(verdictOf(one, 'cut-short')), 'radio/checkup-many-files')
})

it('takes audio that could not be asked for as untold, and still names what is gone', async () => {
  const failing = async (fileId: number): Promise<boolean> => {
    if (fileId === 1) throw new UnavailableError('remote/gateway', { params: { status: 502 } })
    return fileId !== 3
  }
  const files = async () => [file(1), file(2), file(3)]
  const untold = await collect({ listFiles: files, listRows: async () => [row(1), row(2)], hasAudio: failing })
  assert.equal(whyOf(verdictOf(untold, 'row-without-file')), 'remote/gateway')
  const gone = await collect({ listFiles: files, listRows: async () => [row(1), row(3)], hasAudio: failing })
  assert.equal(verdictOf(gone, 'row-without-file')?.kind, 'found')
})

it('ends in time when somebody never answers, and tells the rest', async () => {
  const symptoms = await collect(
    { timeZone: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
    { limitMs: 50 },
  )
  assert.equal(whyOf(verdictOf(symptoms, 'zones-differ')), 'radio/checkup-took-too-long')
  assert.equal(verdictOf(symptoms, 'key-refused')?.kind, 'well')
})

it('stops when it is told to, and concludes nothing', async () => {
  const stop = new AbortController()
  const looking = collect(
    { timeZone: async () => (stop.abort(new Error('stopped')), Promise.reject(stop.signal.reason)) },
    stop,
  )
  await assert.rejects(looking, /stopped/)
})

it('names the variable that holds the key where the connection is from the environment', async () => {
  const refused = async (): Promise<never> => {
    throw new RejectedError('remote/key-refused', { params: { status: 403 } })
  }
  const verdict = verdictOf(await collect({ key: refused }), 'key-refused')
  assert.equal(verdict?.kind === 'found' && verdict.params['place'], 'LIBRETIME_API_KEY')
})
