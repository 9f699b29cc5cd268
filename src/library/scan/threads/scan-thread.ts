import { parentPort } from 'node:worker_threads'
import { serveThread } from '../../../kernel/serve-thread.ts'
import { readPlaces } from '../reading/read-places.ts'
import { listFolders, treeReader } from '../tree/list-tree.ts'
import { walkPlaces } from '../tree/walk-places.ts'
import type { ScanReply, ScanRequest } from './scan-threads.ts'

/** Entry of a worker thread of `scan-threads.ts`. */
serveThread<undefined, ScanRequest>(() => ({
  answer: (request) =>
    void answer(request).then(
      (reply) => parentPort?.postMessage(reply),
      // What no reader expected ends the thread, and so the call.
      (error: unknown) =>
        queueMicrotask(() => {
          throw error
        }),
    ),
}))

async function answer(request: ScanRequest): Promise<ScanReply> {
  const { rootPath, rules } = request
  if (request.kind === 'read') return { kind: 'read', answers: await readPlaces(request) }
  const reader = treeReader(rootPath, rules.ignore)
  if (request.kind === 'top') return { kind: 'top', folders: listFolders(reader, ''), problems: reader.problems }
  return { kind: 'walk', ...walkPlaces(reader, rules.kind, request.folders) }
}
