import type { Replies, Request } from './disk/messages.ts'
import type { Atlas, Engine } from './engine.ts'
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
