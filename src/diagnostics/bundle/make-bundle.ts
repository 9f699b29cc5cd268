import { createHash, randomBytes } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import { instant } from '../../kernel/contract.ts'
import type { BundleView } from '../contract.ts'
import type { Scrubber } from './scrub.ts'

/** The bytes that are shown are the bytes that are in the archive. */
export interface Bundle {
  view: BundleView
  files: ReadonlyMap<string, Uint8Array>
  archive: Uint8Array
}

/** What a bundle is made of: each file with what it says, already picked from what may be said. */
export type Parts = Readonly<Record<string, unknown>>

const KEPT_MS = 3_600_000
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** @param about the text that begins the bundle; it is told what was taken out */
export function makeBundle(
  parts: Parts,
  { scrubber, now, about }: { scrubber: Scrubber; now: number; about: (removed: BundleView['removed']) => string },
): Bundle {
  const bodies = Object.entries(parts).map(([name, part]): [string, string] => [
    name,
    textOf(name, scrubber.value(part)),
  ])
  const removed = Object.entries(scrubber.removed()).map(([what, count]) => ({ what, count }))
  const texts: [string, string][] = [['README.txt', about(removed)], ...bodies]
  const files = new Map(texts.map(([name, text]): [string, Uint8Array] => [name, strToU8(text)]))
  // Zip knows no time before 1980 and no zone; the same content gives the same bytes.
  const archive = zipSync(Object.fromEntries(files), { mtime: '1980-01-01T12:00:00', level: 9 })
  const madeAt = instant(now)
  return {
    files,
    archive,
    view: {
      bundleId: randomBytes(8).toString('hex'),
      fileName: `patchbay-support-${madeAt.slice(0, 16).replaceAll(/[-:]/g, '')}Z.zip`,
      madeAt,
      keptUntil: instant(now + KEPT_MS),
      bytes: archive.length,
      sha256: sha256(archive),
      files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
      removed,
    },
  }
}

function textOf(name: string, value: unknown): string {
  if (name.endsWith('.ndjson') && Array.isArray(value)) return value.map((line) => `${JSON.stringify(line)}\n`).join('')
  return `${JSON.stringify(value, null, 2)}\n`
}

const MOST = 3

/** The last ones, for an hour, in memory only: a bundle that nobody took is gone with the server. */
export function keepBundles(now: () => number): {
  add(bundle: Bundle): void
  find(bundleId: string): Bundle | undefined
} {
  let kept: Bundle[] = []
  const drop = (): void => {
    kept = kept.filter(({ view }) => Date.parse(view.keptUntil) > now()).slice(-MOST)
  }
  return {
    add(bundle) {
      kept.push(bundle)
      drop()
    },
    find(bundleId) {
      drop()
      return kept.find(({ view }) => view.bundleId === bundleId)
    },
  }
}
