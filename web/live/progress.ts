import { useSyncExternalStore } from 'react'
import type { ProgressView } from '../../src/live/contract.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { say } from '../words.ts'

/** Where a running job stands, as the stream sends it. */
export type JobProgress = ProgressView

const byJob = new Map<number, JobProgress>()
const steadySince = new Map<number, number>()
const listeners = new Set<() => void>()
const KEPT = 500

export function setProgress(progress: JobProgress): void {
  byJob.set(progress.jobId, progress)
  const oldest = byJob.size > KEPT ? byJob.keys().next().value : undefined
  if (oldest !== undefined) byJob.delete(oldest)
  for (const listener of listeners) listener()
}

/** The last progress of a job that the stream brought. */
export const useProgress = (jobId: number | null): JobProgress | undefined =>
  useSyncExternalStore(subscribe, () => (jobId === null ? undefined : byJob.get(jobId)))

export interface ProgressWords {
  current?: number
  total?: number
  unit?: string
  rate?: string
  leftMs?: number
  item?: string
}

/** Numbers of a job's progress as a person reads them. */
export function progressWords(progress: JobProgress): ProgressWords {
  const leftMs = timeLeftMs(progress)
  const { rate, unit, message, total } = progress
  return {
    current: progress.current,
    unit,
    ...(total === null ? {} : { total }),
    ...(rate === null ? {} : { rate: rateInWords(rate, unit) }),
    ...(leftMs === undefined ? {} : { leftMs }),
    ...(message === null ? {} : { item: message }),
  }
}

function rateInWords(rate: number, unit: string): string {
  if (unit === 'bytes') return say('web.progress.rate', { amount: formatBytes(rate) })
  return say('web.progress.rate', {
    amount: `${formatNumber(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))} ${unit}`,
  })
}

const STEADY_MS = 5000

/** Time left, once a rate has been there for 5 s; undefined while it can't be told. */
export function timeLeftMs({ jobId, current, total, rate, at }: JobProgress): number | undefined {
  if (rate === null || rate <= 0) {
    steadySince.delete(jobId)
    return undefined
  }
  const atMs = Date.parse(at)
  const since = steadySince.get(jobId) ?? atMs
  steadySince.set(jobId, since)
  if (total === null || atMs - since < STEADY_MS) return undefined
  return ((total - current) / rate) * 1000
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
