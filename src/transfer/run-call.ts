import type { Replies, Request } from './disk/messages.ts'
import { type Atlas, type Engine, openAtlas } from './engine.ts'
import type { RunOptions, RunProgress } from './model.ts'

/** One call of `run`: what it works with and what it has got so far. */
export interface Run {
  engine: Engine
  atlas: Atlas
  options: RunOptions
  /** Pulled when the run is aborted. */
  brake: SharedArrayBuffer
  /** Folders that stand, so that they are looked for once. */
  knownFolders: Set<string>
  progress: RunProgress
}

/** A run that moves nothing forward itself, so that nobody follows its progress. */
export async function startQuietRun(engine: Engine, signal?: AbortSignal): Promise<Run> {
  return {
    engine,
    atlas: await openAtlas(engine),
    options: signal === undefined ? {} : { signal },
    brake: new SharedArrayBuffer(4),
    knownFolders: new Set(),
    progress: { filesDone: 0, files: 0, bytesDone: 0, bytes: 0 },
  }
}

export function call<Call extends Request['call']>(
  run: Run,
  request: Extract<Request, { call: Call }>,
): Promise<Replies[Call]> {
  return run.engine.movers.call(request, run.brake)
}

export function report(run: Run, done: { files: number; bytes: number }): void {
  run.progress.filesDone += done.files
  run.progress.bytesDone += done.bytes
  run.options.onProgress?.({ ...run.progress })
}
