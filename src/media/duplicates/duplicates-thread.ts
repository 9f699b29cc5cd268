import { parentPort, workerData } from 'node:worker_threads'
import { ChunkWriter } from './file-columns.ts'
import type { Control, Reply, Request } from './protocol.ts'
import type { Work } from './read-heads.ts'
import { RememberedFolders } from './memory/remembered-folders.ts'
import { scanFolders } from './scan-folders.ts'

/**
 * Entry of a worker thread of the search for duplicates: answers one request after the other. What reads contents is
 * loaded when it is asked for: an unchanged folder never needs it.
 */
const control = workerData as Control
let chunks: Reply['chunks'] = []
const writer = new ChunkWriter((chunk) => chunks.push(chunk))
let remembered: RememberedFolders | undefined
let work: Work | undefined

const emptyReply = (): Reply => ({
  chunks: [],
  remembered: [],
  listed: [],
  subfolders: [],
  failures: [],
  fileFailures: [],
  digests: [],
})

async function answer(request: Request): Promise<Reply> {
  const reply = emptyReply()
  if (request.kind === 'recall') remembered = new RememberedFolders(request.memory)
  else if (request.kind === 'scan') scanFolders(request.folders, { writer, control, reply, remembered })
  else if (request.kind === 'flush') writer.flush()
  else if (request.kind === 'begin') work = { table: restored(request.table), candidates: request.candidates, control }
  else if (request.kind === 'read') {
    const { readHeads } = await import('./read-heads.ts')
    reply.fileFailures = readHeads(request.todo, request.perTask, begun())
  } else {
    const { compareContents } = await import('./compare-contents.ts')
    const compared = compareContents(request, begun())
    reply.fileFailures = compared.failures
    reply.digests = compared.digests
  }
  reply.chunks = chunks
  chunks = []
  return reply
}

function begun(): Work {
  if (work === undefined) throw new Error('reading was asked for before the table came')
  return work
}

/** A Buffer arrives as a plain Uint8Array. */
function restored(table: Work['table']): Work['table'] {
  const exact = (path: string | Uint8Array): string | Buffer => (typeof path === 'string' ? path : Buffer.from(path))
  return {
    rootPaths: table.rootPaths.map(exact),
    folders: table.folders.map((folder) => folder && { root: folder.root, relPath: exact(folder.relPath) }),
    chunks: table.chunks,
  }
}

async function serve(request: Request): Promise<void> {
  try {
    parentPort?.postMessage(await answer(request))
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Partial<Reply>)
  }
}

let last = Promise.resolve()
parentPort?.on('message', (request: Request) => {
  last = last.then(() => serve(request))
})
