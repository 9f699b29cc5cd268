import { parentPort } from 'node:worker_threads'
import { serveThread } from '../../kernel/serve-thread.ts'
import type { FilePort } from '../file-port.ts'
import { copyChunk } from './copy.ts'
import { inspectChunk } from './inspect.ts'
import type { Item, Replies, Request, Spot } from './messages.ts'
import { placeChunk } from './place.ts'
import { purgeChunk, removeFolders } from './purge.ts'
import { settleChunk } from './settle.ts'
import { surveyFolders } from './survey.ts'
import { createDiskTools, type DiskTools } from './tools.ts'
import { withdrawChunk } from './withdraw.ts'

export interface WorkerStart {
  /** Module that exports `filePort`. */
  portUrl: string
  /** Another's may know things of its own, so its thread is not handed on. */
  isOurs: boolean
}

export interface Envelope {
  number: number
  request: Request
  /** One Int32: 1 when the run was aborted. */
  brake: SharedArrayBuffer
}

export type Answer = { number: number; reply: Replies[Request['call']] } | { number: number; error: Error }

serveThread<WorkerStart, Envelope>(async ({ portUrl }) => {
  const { filePort } = (await import(portUrl)) as { filePort: FilePort }
  let brake = new Int32Array(new SharedArrayBuffer(4))
  const tools = createDiskTools(filePort, { isPulled: () => Atomics.load(brake, 0) === 1 })
  return {
    answer({ number, request, brake: shared }) {
      brake = new Int32Array(shared)
      try {
        const answer: Answer = { number, reply: handle(tools, revive(request)) }
        parentPort?.postMessage(answer)
      } catch (error) {
        tools.folders.closeAll()
        parentPort?.postMessage({ number, error } satisfies Answer | { number: number; error: unknown })
      }
    },
    end: () => tools.folders.closeAll(),
  }
})

function handle(disk: DiskTools, request: Request): Replies[Request['call']] {
  switch (request.call) {
    case 'survey':
      return surveyFolders(request)
    case 'place':
      return placeChunk(disk, request)
    case 'copy':
      return copyChunk(disk, request)
    case 'settle':
      return settleChunk(disk, request)
    case 'withdraw':
      return withdrawChunk(disk, request)
    case 'inspect':
      return inspectChunk(disk, request)
    case 'purge':
      return purgeChunk(disk, request)
    case 'removeFolders':
      return removeFolders(disk, request)
  }
}

/** Buffers arrive as plain Uint8Arrays. */
function revive(request: Request): Request {
  if ('items' in request) return { ...request, items: request.items.map(reviveItem) }
  return { ...request, spots: request.spots.map(reviveSpot) }
}

function reviveItem(item: Item): Item {
  const keeper = item.keeper === undefined ? undefined : reviveSpot(item.keeper)
  return { ...item, from: reviveSpot(item.from), to: reviveSpot(item.to), keeper }
}

function reviveSpot({ root, relPath }: Spot): Spot {
  return {
    root,
    relPath:
      typeof relPath === 'string' ? relPath : Buffer.from(relPath.buffer, relPath.byteOffset, relPath.byteLength),
  }
}
