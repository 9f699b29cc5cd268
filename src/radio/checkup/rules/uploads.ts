import type { Rule, Seen } from '../model.ts'
import type { CheckedFile } from '../ports.ts'
import { found, given, WELL } from './verdicts.ts'

const MINUTE_MS = 60_000
/** An hour of audio takes 1 to 3 minutes, and one file is looked at after the other. */
const PENDING_FOR_MS = 15 * MINUTE_MS
const PER_WAITING_MS = 3 * MINUTE_MS
const DAY_MS = 24 * 60 * MINUTE_MS
/** So many uploads of a day fail together only when it is not the files. */
const ALL_FAILED = 3

/** Files arrive and are never looked at: most often the analyzer can't read the folder that they wait in. */
export const analyzerBlind: Rule = {
  code: 'analyzer-blind',
  fault: 'F01',
  judge: ({ files, at }) =>
    given(files, (all) => {
      const uploads = all.filter(({ madeBy }) => madeBy === 'upload')
      const pending = uploads.filter(({ state }) => state === 'pending')
      const patienceMs = Math.max(PENDING_FOR_MS, pending.length * PER_WAITING_MS)
      const stuck = pending.filter(({ createdAt }) => createdAt !== null && at - createdAt > patienceMs)
      if (stuck.length > 0)
        return found(
          'bad',
          stuck.map((file) => pendingFor(file, at)),
        )
      const ofToday = uploads.filter(({ createdAt }) => createdAt !== null && at - createdAt < DAY_MS)
      const failed = ofToday.filter(({ state }) => state === 'failed')
      const isAll = failed.length === ofToday.length && failed.length >= ALL_FAILED
      return isAll ? found('warn', failed.map(asFailed)) : WELL
    }),
}

const pendingFor = ({ fileId, title, createdAt }: CheckedFile, at: number): Seen => ({
  code: 'pending',
  params: { fileId, title, minutes: Math.floor((at - (createdAt ?? at)) / MINUTE_MS) },
})

const asFailed = ({ fileId, title }: CheckedFile): Seen => ({ code: 'analysis-failed', params: { fileId, title } })
