import { parentPort } from 'node:worker_threads'
import { AppError } from '../kernel/errors.ts'
import { serveThread } from '../kernel/serve-thread.ts'
import { readAssetDate } from './capture-date/asset-date.ts'
import { checkMedia } from './completeness.ts'
import { findPreview } from './embedded-preview.ts'
import type { MediaAnswer, MediaReply, MediaRequest } from './media-threads.ts'

/** Entry of a worker thread of `media-threads.ts`. */
serveThread<undefined, MediaRequest>(() => ({
  answer: (request) => parentPort?.postMessage({ answers: answersTo(request) } satisfies MediaReply),
}))

function answersTo(request: MediaRequest): MediaAnswer<unknown>[] {
  if (request.kind === 'dates')
    return request.assets.map((members) => answer(() => readAssetDate(members, request.context)))
  const read = request.kind === 'check' ? checkMedia : findPreview
  return request.paths.map((path) => answer<unknown>(() => read(path)))
}

function answer<T>(read: () => T): MediaAnswer<T> {
  try {
    return { kind: 'read', found: read() }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'failed', code: error.code, params: error.params }
    throw error
  }
}
