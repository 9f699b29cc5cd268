import { parentPort } from 'node:worker_threads'
import { serveThread } from '../../kernel/serve-thread.ts'
import { ChunkWriter } from './file-columns.ts'
import { RememberedFolders } from './memory/remembered-folders.ts'
import type { Control, Reply, Request } from './protocol.ts'
import type { Work } from './read-heads.ts'
import { scanFolders } from './scan-folders.ts'

async function serve(search: ThreadOfSearch, request: Request): Promise<void> {
  try {
    parentPort?.postMessage(await search.answer(request))
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Partial<Reply>)
  }
}

const emptyReply = (): Reply => ({
  chunks: [],
  remembered: [],
  listed: [],
  subfolders: [],
  failures: [],
  fileFailures: [],
  digests: [],
})

/**
 * Answers one request after the other. What reads contents is loaded when it is asked for: an unchanged folder never needs
 * it.
 */
class ThreadOfSearch {
  readonly #control: Control
  #chunks: Reply['chunks'] = []
  readonly #writer = new ChunkWriter((chunk) => this.#chunks.push(chunk))
  #remembered: RememberedFolders | undefined
  #work: Work | undefined

  constructor(control: Control) {
    this.#control = control
  }

  async answer(request: Request): Promise<Reply> {
    const reply = emptyReply()
    await this.#carryOut(request, reply)
    reply.chunks = this.#chunks
    this.#chunks = []
    return reply
  }

  async #carryOut(request: Request, reply: Reply): Promise<void> {
    const control = this.#control
    if (request.kind === 'recall') this.#remembered = new RememberedFolders(request.memory)
    else if (request.kind === 'scan')
      scanFolders(request.folders, { writer: this.#writer, control, reply, remembered: this.#remembered })
    else if (request.kind === 'flush') this.#writer.flush()
    else if (request.kind === 'begin')
      this.#work = { table: restored(request.table), candidates: request.candidates, control }
    else if (request.kind === 'read') {
      const { readHeads } = await import('./read-heads.ts')
      reply.fileFailures = readHeads(request.todo, request.perTask, this.#begun())
    } else {
      const { compareContents } = await import('./compare-contents.ts')
      const compared = compareContents(request, this.#begun())
      reply.fileFailures = compared.failures
      reply.digests = compared.digests
    }
  }

  #begun(): Work {
    if (this.#work === undefined) throw new Error('reading was asked for before the table came')
    return this.#work
  }
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

/** Entry of a worker thread of the search for duplicates. */
serveThread<Control, Request>((control) => {
  const search = new ThreadOfSearch(control)
  let last = Promise.resolve()
  return { answer: (request) => void (last = last.then(() => serve(search, request))) }
})
