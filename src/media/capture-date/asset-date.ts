import type { AssetRole } from '../asset-groups.ts'
import { chooseCaptureDate } from './choose.ts'
import { isInferred, type CaptureDateFinding, type RefusedDate } from './model.ts'
import { completed, readDateCandidates, type DateContext, type SidecarFile } from './read.ts'
import { parseOffset } from './wall-time.ts'

export interface AssetFile {
  /** Absolute path; raw bytes for a name that is not UTF-8. */
  path: string | Uint8Array
  role: AssetRole
}

export interface AssetDateFinding extends CaptureDateFinding {
  /** Index of the member that the date stands in or beside; undefined when there is no date. */
  decidedBy: number | undefined
  refused: readonly (RefusedDate & { member: number })[]
}

const SPEAKING_ORDER: readonly AssetRole[] = ['raw', 'still', 'video', 'live']

/**
 * The one date of an asset: its primary's, with the sidecars of the group beside it; when the primary has none but the
 * time it was written, the next picture or film that has one. A live photo so goes by its still. Synchronous.
 * @param members in any order: RAW speaks before the still, the still before the film
 * @param choose how one file's candidates are judged
 * @throws as `withBytes`, for the first member that cannot be read
 */
export function readAssetDate(
  members: readonly AssetFile[],
  context: DateContext = {},
  choose = chooseCaptureDate,
): AssetDateFinding {
  const full = completed(context)
  const sidecars = members.filter(isSidecar)
  const refused: (RefusedDate & { member: number })[] = []
  let inferred: AssetDateFinding | undefined
  let partnerOffsetMinutes = context.partnerOffsetMinutes
  for (const { member, file } of speakers(members)) {
    const found = readDateCandidates({ path: file.path, sidecars: inferred === undefined ? sidecars : [] }, full.now)
    const { date, ...rest } = choose(found, { ...full, partnerOffsetMinutes })
    refused.push(...rest.refused.map((one) => ({ ...one, member })))
    if (date !== undefined && !isInferred(date)) return { date, decidedBy: member, refused }
    inferred ??= { date, decidedBy: date === undefined ? undefined : member, refused }
    partnerOffsetMinutes ??= found.offsetHint === undefined ? undefined : parseOffset(found.offsetHint.trim())
  }
  return inferred ?? { date: undefined, decidedBy: undefined, refused }
}

/** Pictures and films by their say; a lone sidecar or other file speaks for itself. */
function speakers(members: readonly AssetFile[]): { member: number; file: AssetFile }[] {
  const all = members.map((file, member) => ({ file, member }))
  const media = all.filter(({ file }) => SPEAKING_ORDER.includes(file.role))
  if (media.length === 0) return all.slice(0, 1)
  return media.toSorted((a, b) => SPEAKING_ORDER.indexOf(a.file.role) - SPEAKING_ORDER.indexOf(b.file.role))
}

function isSidecar(file: AssetFile): file is SidecarFile {
  return file.role === 'xmp' || file.role === 'takeout'
}
