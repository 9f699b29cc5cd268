import { builtTransportStream, recordingDate } from '../../src/media/__fixtures__/built-transport-stream.ts'
import type { Base, CaseFile } from './cases.ts'

const FILE_PROPERTIES = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex')
const CREATION_DATE_AT = 48
const EPOCH_1601_MS = Date.UTC(1601, 0, 1)

/** The content of a case that exiftool can read and not write; undefined where it writes. */
export function builtCase(file: CaseFile, bases: Readonly<Record<Base, Buffer>>): Buffer | string | undefined {
  const [first = '', second = '', third = ''] = file.tags
  switch (file.base) {
    case 'takeout':
      return JSON.stringify({ title: file.name, photoTakenTime: { timestamp: first, formatted: '' } })
    case 'wmv':
      return wmvOf(bases.wmv, Date.parse(first))
    case 'avchd':
      return builtTransportStream({
        packs: recordingDate(first, Number(second)),
        packetBytes: file.name.endsWith('.m2ts') ? 188 : 192,
        picturesBefore: Number(third),
      })
    default:
      return undefined
  }
}

function wmvOf(base: Buffer, createdMs: number): Buffer {
  const film = Buffer.from(base)
  film.writeBigUInt64LE(BigInt(createdMs - EPOCH_1601_MS) * 10_000n, film.indexOf(FILE_PROPERTIES) + CREATION_DATE_AT)
  return film
}
