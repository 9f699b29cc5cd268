import { join } from 'node:path'
import { groupAssets, type AssetRole } from '../../media/asset-groups.ts'
import type { AssetDateFinding } from '../../media/capture-date/asset-date.ts'
import type { MediaAnswer, MediaThreads } from '../../media/media-threads.ts'
import { type MediaType, mediaClassOf } from '../../media/media-type.ts'
import { instantOfLocal } from '../items/dates.ts'
import { breathe } from '../../kernel/breathe.ts'
import { folderOf, type Item, type ItemDate, type MediaKind, type RefusedDate, type SaidCode } from '../model.ts'

export interface Examination {
  mediaType: string | null
  mediaKind: MediaKind
  /** Set when the file is not whole. */
  incomplete: SaidCode | null
  isMislabelled: boolean
}

export interface GroupPlace {
  groupKey: string
  role: AssetRole
}

/** `unreadable` is not "no date": it is tried again. */
export type DateAnswer =
  | { kind: 'read'; date: ItemDate | null; refused: RefusedDate[] }
  | { kind: 'unreadable'; code: string }

export interface Examiner {
  /** What the files are, and whether they are whole; in the order given. */
  check(items: readonly Item[], signal: AbortSignal): Promise<Examination[]>
  /** The date of each asset, for all its members. @param zone of dates in UTC; the one in force unless said */
  dates(groups: readonly (readonly Item[])[], signal: AbortSignal, zone?: string): Promise<DateAnswer[]>
}

const RAW_EXTENSIONS = new Set(
  'dng nef nrw cr2 cr3 arw sr2 srf orf rw2 pef srw 3fr erf mef mos iiq kdc dcr raw rwl gpr fff raf crm'.split(' '),
)
const SIDECAR_ROLES: ReadonlySet<string> = new Set(['xmp', 'aae', 'takeout'])

const extensionOf = (relPath: string): string => /\.([^./]+)$/.exec(relPath)?.[1]?.toLowerCase() ?? ''

export function mediaKindOf(relPath: string, type: MediaType | null): MediaKind {
  if (RAW_EXTENSIONS.has(extensionOf(relPath))) return 'raw'
  const mediaClass = type === null ? 'unknown' : mediaClassOf(type)
  if (mediaClass === 'image') return 'photo'
  if (mediaClass === 'video') return 'video'
  return ['xmp', 'aae', 'json'].includes(extensionOf(relPath)) ? 'sidecar' : 'other'
}

/**
 * Where each item of a folder tree belongs: items of one asset share the key.
 * @param items all that lie in the intake, arriving ones included, so that a group is known before it is whole
 */
export async function placeInGroups(items: readonly Item[]): Promise<Map<number, GroupPlace>> {
  const places = new Map<number, GroupPlace>()
  const inFolders = Map.groupBy(
    items.filter((item) => item.relRaw === null),
    (item) => folderOf(item.relPath),
  )
  for (const inFolder of inFolders.values()) {
    await breathe()
    const idOf = new Map(inFolder.map((item) => [item.relPath, item.itemId]))
    for (const { primary, members } of groupAssets([...idOf.keys()])) {
      for (const { relPath, role } of members)
        places.set(Number(idOf.get(relPath)), { groupKey: primary.relPath, role })
    }
  }
  return places
}

export const isSidecarRole = (role: string): boolean => SIDECAR_ROLES.has(role)

export function createExaminer(deps: {
  threads: MediaThreads
  /** Absolute path of an item where it is now. */
  pathOf: (item: Item) => string
  /** IANA zone of videos that only know UTC. */
  timeZone: () => string
  now: () => number
}): Examiner {
  const { threads, pathOf, timeZone, now } = deps
  return {
    async check(items, signal) {
      const answers = await threads.checkMedia(items.map(pathOf), { signal })
      return items.map((item, index) => {
        const answer = answers[index]
        if (answer === undefined || answer.kind === 'failed') return unreadable(item, answer)
        const { type, completeness, isMislabelled } = answer.found
        return {
          mediaType: type === 'unknown' ? null : type,
          mediaKind: mediaKindOf(item.relPath, type),
          incomplete:
            completeness.kind === 'incomplete' ? { code: `incomplete.${completeness.reason}`, params: {} } : null,
          isMislabelled,
        }
      })
    },
    async dates(groups, signal, zone) {
      const assets = groups.map((group) =>
        group.map((item) => ({ path: pathOf(item), role: item.groupRole as AssetRole })),
      )
      const answers = await threads.readCaptureDates(assets, {
        context: { timeZone: zone ?? timeZone(), now: now() },
        signal,
      })
      return answers.map(toDate)
    },
  }
}

function unreadable(item: Item, answer: MediaAnswer<unknown> | undefined): Examination {
  const code = answer?.kind === 'failed' ? answer.code : 'internal/unexpected'
  return {
    mediaType: null,
    mediaKind: mediaKindOf(item.relPath, null),
    incomplete: { code: 'incomplete.unreadable', params: { error: code } },
    isMislabelled: false,
  }
}

function toDate(answer: MediaAnswer<AssetDateFinding>): DateAnswer {
  if (answer.kind === 'failed') return { kind: 'unreadable', code: answer.code }
  const { date, refused } = answer.found
  return {
    kind: 'read',
    date:
      date === undefined
        ? null
        : {
            local: date.local,
            offsetMinutes: date.offsetMinutes ?? null,
            instant: date.instant ?? instantOfLocal(date.local, date.offsetMinutes),
            precision: date.precision,
            source: date.source,
            byHand: false,
          },
    refused: refused.map(({ source, value, reason }) => ({ source, value, reason })),
  }
}

export const pathIn = (folder: string, relPath: string): string => join(folder, relPath)
