import type { DoctorCheck, Finding } from '../connections/index.ts'
import { listBackups, readBackupName } from '../db/backup.ts'
import type { DataPaths } from '../db/data-paths.ts'
import type { Db } from '../db/db.ts'
import { readMarker } from '../db/marker.ts'
import { comingTimes, findScheduleState, type ScheduleState } from '../jobs/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { dayAt } from '../kernel/time.ts'
import { NIGHTLY } from './jobs.ts'

/** Whether backups are still made by themselves, as a person means them to be. */
export function oldBackupCheck({ db, clock, paths }: { db: Db; clock: Clock; paths: DataPaths }): DoctorCheck {
  return {
    id: 'backups',
    area: 'system',
    async run() {
      const schedule = await findScheduleState(db.read, NIGHTLY)
      if (schedule === undefined) return []
      const [newest] = listBackups(paths)
      const newestAt = newest === undefined ? undefined : readBackupName(newest).madeAt
      const since = Date.parse(readMarker(paths)?.createdAt ?? '')
      return [judgeAge({ newestAt, since: Number.isNaN(since) ? 0 : since }, schedule, clock.now())]
    },
  }
}

const DAY_MS = 86_400_000
const LONGEST_MS = 3 * DAY_MS

/** @param since when the installation began, epoch ms */
export function judgeAge(
  { newestAt, since }: { newestAt: number | undefined; since: number },
  schedule: ScheduleState,
  now: number,
): Finding {
  const params: Finding['params'] = newestAt === undefined ? {} : { day: dayAt(newestAt, schedule.timeZone) }
  if (!schedule.isEnabled)
    return { level: 'ok', code: newestAt === undefined ? 'backup-none-paused' : 'backup-paused', params }
  if (now - (newestAt ?? since) > longestAge(schedule, now))
    return { level: 'warn', code: newestAt === undefined ? 'backup-missing' : 'backup-old', params }
  return { level: 'ok', code: newestAt === undefined ? 'backup-none-yet' : 'backup', params }
}

/** Three days, or twice the time between two backups where that is longer. */
function longestAge(schedule: ScheduleState, now: number): number {
  const [first, second] = comingTimes(schedule, now, 2)
  if (first === undefined || second === undefined) return Number.POSITIVE_INFINITY
  return Math.max(LONGEST_MS, 2 * (second - first))
}
