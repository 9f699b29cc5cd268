import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Turn } from './serve-thread.ts'

interface Left {
  worker: Worker
  /** Ends it when nobody has taken it. */
  timer: NodeJS.Timeout
}

const KEPT_MS = 10_000
const left = new Map<string, Left[]>()
const entries = new WeakMap<Worker, string>()

/**
 * A worker thread for the caller alone, until it leaves or terminates it. To start one takes 30 to 150 ms of a core, so one
 * of the same entry that another has left comes first.
 * @param entry a module that calls `serveThread`, which gets the data
 */
export function takeThread(entry: URL, data: unknown): Worker {
  const kept = left.get(entry.href)?.pop()
  if (kept === undefined) return startThread(entry, data)
  const { worker, timer } = kept
  clearTimeout(timer)
  forgetListeners(worker)
  worker.ref()
  worker.postMessage({ threadTurn: 'begin', data } satisfies Turn)
  return worker
}

/** Gives back a thread that is at nothing. What it holds for its caller is let go. */
export function leaveThread(worker: Worker): void {
  const entry = entries.get(worker)
  if (entry === undefined || worker.threadId === -1) return
  forgetListeners(worker)
  worker.postMessage({ threadTurn: 'end' } satisfies Turn)
  worker.unref()
  const timer = setTimeout(() => void worker.terminate(), KEPT_MS).unref()
  left.set(entry, [...(left.get(entry) ?? []), { worker, timer }])
  worker.on('error', () => undefined)
  worker.once('exit', () => {
    clearTimeout(timer)
    left.set(entry, left.get(entry)?.filter((each) => each.worker !== worker) ?? [])
  })
}

function forgetListeners(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
}

/**
 * A thread of its own, which nobody had before and nobody gets after. A thread does not take over a compile cache that the process turned on by itself, and without one its start takes twice
 * as long: so it is handed on.
 */
export function startThread(entry: URL, workerData: unknown): Worker {
  const cacheDir = getCompileCacheDir()
  const worker = new Worker(entry, {
    workerData,
    env: cacheDir === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(cacheDir) },
    // Options meant for the process's own entry, such as --input-type, would break a thread's.
    execArgv: [],
    // Files are kept in shared memory; small heaps keep the process small.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    trackUnmanagedFds: false,
  })
  entries.set(worker, entry.href)
  return worker
}
