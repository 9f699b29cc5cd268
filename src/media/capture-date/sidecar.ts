import { z } from 'zod'
import { withBytes } from '../byte-source.ts'
import type { Collector } from './collector.ts'
import { isoOf } from './wall-time.ts'
import { readXmp } from './xmp.ts'

const LARGEST_SIDECAR = 1024 * 1024
const TakeoutSidecar = z.object({ photoTakenTime: z.object({ timestamp: z.coerce.string() }) })

/**
 * The date in a file beside the media: an XMP packet, or the JSON of a Google Takeout.
 * @param path absolute path of a file that belongs to the asset group in the role `xmp` or `takeout`
 */
export function readSidecar(path: string | Uint8Array, role: 'xmp' | 'takeout', into: Collector): void {
  const source = role === 'xmp' ? 'sidecar.xmp' : 'sidecar.takeout'
  withBytes(path, (bytes) => {
    if (bytes.size > LARGEST_SIDECAR) return into.refuse(source, `${bytes.size} bytes`, 'too-large')
    const text = bytes.read(0, bytes.size)
    return role === 'xmp' ? readXmp(text, into, true) : readTakeout(text.toString('utf8'), into)
  })
}

/** `photoTakenTime` is epoch seconds in UTC; older than what the file itself says it may be wrong, so it ranks below. */
function readTakeout(text: string, into: Collector): void {
  const parsed = TakeoutSidecar.safeParse(parseJson(text))
  if (!parsed.success) return into.refuse('sidecar.takeout', text.slice(0, 40), 'unreadable')
  into.add({
    source: 'sidecar.takeout',
    value: isoOf(Number(parsed.data.photoTakenTime.timestamp) * 1000),
    frame: 'utc',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
