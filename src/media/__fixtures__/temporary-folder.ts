import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** Modification time of the files, so that no test depends on today. */
const WRITTEN_AT = new Date('2024-03-10T12:00:00Z')

/** A folder for the tests of one file, removed after them; call it once at the top. @returns writes a file and gives its path */
export function temporaryFolder(): (name: string, content: Uint8Array | string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-media-'))
  after(() => rmSync(folder, { recursive: true }))
  return (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    utimesSync(path, WRITTEN_AT, WRITTEN_AT)
    return path
  }
}
