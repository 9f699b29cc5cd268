import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { ChunkWriter, type FileChunk, nameOf } from './file-columns.ts'
import type { Reply } from './protocol.ts'
import { scanFolders } from './scan-folders.ts'

it('lists a remembered folder after all when a name that it should have is gone', () => {
  const path = mkdtempSync(join(tmpdir(), 'scan-'))
  try {
    for (const name of ['a', 'b']) writeFileSync(join(path, name), name)
    const chunks: FileChunk[] = []
    const writer = new ChunkWriter((chunk) => chunks.push(chunk))
    const control = {
      flags: new Int32Array(new SharedArrayBuffer(16)),
      bytes: new BigInt64Array(new SharedArrayBuffer(8)),
    }
    const reply: Reply = {
      chunks: [],
      remembered: [],
      listed: [],
      subfolders: [],
      failures: [],
      fileFailures: [],
      digests: [],
    }
    const remembered = { claim: () => 3, rowsOf: () => ({ first: 7, names: ['gone', 'a'] }), meet: () => -1 }
    scanFolders([{ folder: 9, path }], { writer, control, reply, remembered })
    writer.flush()
    const table = { rootPaths: [], folders: [], chunks }
    assert.deepEqual([chunks[0]?.count, nameOf(table, 0), nameOf(table, 1)], [2, 'a', 'b'])
    assert.deepEqual([reply.remembered, reply.listed, control.flags[2]], [[{ folder: 9, place: 3 }], [], 2])
  } finally {
    rmSync(path, { recursive: true })
  }
})
