import { nameParts, takeoutTargets, type NameParts, unedited } from './asset-names.ts'
import { pathKey } from './path-key.ts'

/**
 * What a file is to its asset. `still` and `raw` are pictures, `live` is the moving part of a still, `video` stands for
 * itself, `xmp`, `aae` and `takeout` are sidecars, `other` is a file that belongs to nothing.
 */
export type AssetRole = 'still' | 'raw' | 'live' | 'video' | 'xmp' | 'aae' | 'takeout' | 'other'

export interface AssetMember {
  relPath: string
  role: AssetRole
}

/** Files that travel together: same batch, same folder, same suffix. */
export interface AssetGroup {
  /** RAW before still before video: the one that decides the date, and whether the group is a duplicate. */
  primary: AssetMember
  /** All files of the asset, the primary first, then by path. */
  members: readonly AssetMember[]
}

export interface AssetFacts {
  /** Content identifiers by path, from the files: they pair a live photo whose names differ and part two whose names agree. */
  contentIds?: ReadonlyMap<string, string>
}

const RANK: readonly AssetRole[] = ['raw', 'still', 'video', 'live', 'xmp', 'aae', 'takeout', 'other']
const LIVE_STILLS: ReadonlySet<string> = new Set(['heic', 'heif', 'hif', 'jpg', 'jpeg', 'avif', 'dng'])
const STILL_PREFERENCE = ['heic', 'heif', 'hif', 'jpg', 'jpeg']

interface Draft {
  parts: NameParts
  members: { parts: NameParts; role: AssetRole }[]
}

/**
 * Groups the files of folders into assets; names alone decide, files in different folders never meet. Names that differ
 * only in case are joined only where nothing else could be meant: `a.jpg` and `A.JPG` stay two assets.
 * @param relPaths `/`-separated text paths, each once
 * @returns every path in exactly one group, ordered by the primary's path
 */
export function groupAssets(relPaths: readonly string[], facts: AssetFacts = {}): AssetGroup[] {
  const folders = new Map<string, NameParts[]>()
  for (const relPath of relPaths) {
    const parts = nameParts(relPath)
    const inFolder = folders.get(parts.folder)
    if (inFolder === undefined) folders.set(parts.folder, [parts])
    else inFolder.push(parts)
  }
  const groups = [...folders.values()].flatMap((files) => groupFolder(files, facts))
  return groups.toSorted((a, b) => byText(a.primary.relPath, b.primary.relPath))
}

function groupFolder(files: readonly NameParts[], facts: AssetFacts): AssetGroup[] {
  const ordered = files.toSorted((a, b) => byText(a.relPath, b.relPath))
  const of = (kind: NameParts['kind']): NameParts[] => ordered.filter((file) => file.kind === kind)
  const raws = of('raw').map((file) => draftOf(file, 'raw'))
  const stills = joinStillsToRaws(of('still'), raws)
  const pictures = [...raws, ...stills]
  const videos = joinVideos(of('video'), pictures, facts)
  const assets = index([...pictures, ...videos])
  const alone: Draft[] = of('other').map((file) => draftOf(file, 'other'))
  for (const file of of('xmp'))
    attach(file, 'xmp', {
      to: assets.byName(file.stem) ?? assets.byStem(file.stem) ?? assets.byName(withoutVersion(file.stem)),
      alone,
    })
  for (const file of of('aae'))
    attach(file, 'aae', {
      to: assets.byStem(file.stem) ?? assets.byStem(file.stem.replace(/^IMG_[OE](?=\d)/, 'IMG_')),
      alone,
    })
  for (const file of of('json')) attach(file, 'takeout', { to: takeoutOwner(file, assets), alone })
  return [...joinEdited([...pictures, ...videos], assets), ...alone].map(finish)
}

function draftOf(parts: NameParts, role: AssetRole): Draft {
  return { parts, members: [{ parts, role }] }
}

function joinStillsToRaws(stills: readonly NameParts[], raws: readonly Draft[]): Draft[] {
  const lookup = index(raws)
  const exactStems = new Set(stills.map((still) => still.stem))
  const separate: Draft[] = []
  for (const still of stills) {
    const raw = lookup.byStem(still.stem)
    const isTaken = raw !== undefined && raw.parts.stem !== still.stem && exactStems.has(raw.parts.stem)
    if (raw === undefined || isTaken) separate.push(draftOf(still, 'still'))
    else raw.members.push({ parts: still, role: 'still' })
  }
  return separate
}

function joinVideos(videos: readonly NameParts[], pictures: readonly Draft[], facts: AssetFacts): Draft[] {
  const able = pictures.filter((picture) => picture.members.some((member) => LIVE_STILLS.has(member.parts.extension)))
  const lookup = index(able)
  const byId = pairsById(able, facts)
  const separate: Draft[] = []
  for (const video of videos) {
    const still = byId(video) ?? lookup.byStem(video.stem) ?? lookup.byStem(video.name)
    if (still !== undefined && !hasLive(still) && !isContradicted(video, still, facts))
      still.members.push({ parts: video, role: 'live' })
    else separate.push(draftOf(video, 'video'))
  }
  return separate
}

function pairsById(pictures: readonly Draft[], { contentIds }: AssetFacts): (video: NameParts) => Draft | undefined {
  const owners = new Map<string, Draft>()
  for (const picture of contentIds === undefined ? [] : pictures) {
    for (const { parts } of picture.members) {
      const id = contentIds?.get(parts.relPath)
      if (id !== undefined) owners.set(id, picture)
    }
  }
  return (video) => owners.get(contentIds?.get(video.relPath) ?? '')
}

function isContradicted(video: NameParts, still: Draft, { contentIds }: AssetFacts): boolean {
  const id = contentIds?.get(video.relPath)
  const others = still.members
    .map((member) => contentIds?.get(member.parts.relPath))
    .filter((other) => other !== undefined)
  return id !== undefined && others.length > 0 && !others.includes(id)
}

/** Takeout writes no sidecar for an edited picture or film: it goes with the original that has one. */
function joinEdited(assets: readonly Draft[], { byStem }: Index): Draft[] {
  const hasTakeout = (asset: Draft): boolean => asset.members.some((member) => member.role === 'takeout')
  return assets.filter((edited) => {
    const stem = hasTakeout(edited) ? undefined : unedited(edited.parts.stem)
    const original = stem === undefined ? undefined : byStem(stem)
    if (original === undefined || original === edited || !hasTakeout(original)) return true
    original.members.push(...edited.members)
    return false
  })
}

function hasLive(asset: Draft): boolean {
  return asset.members.some((member) => member.role === 'live')
}

function attach(file: NameParts, role: AssetRole, { to, alone }: { to: Draft | undefined; alone: Draft[] }): void {
  if (to === undefined) alone.push(draftOf(file, role === 'takeout' ? 'other' : role))
  else to.members.push({ parts: file, role })
}

/** darktable's second edit of `a.jpg` is `a_01.jpg.xmp`. */
function withoutVersion(name: string): string {
  return name.replace(/_\d\d(\.[^.]+)$/, '$1')
}

function takeoutOwner(file: NameParts, assets: Index): Draft | undefined {
  for (const target of takeoutTargets(file.name)) {
    const owner =
      assets.byName(target.name) ??
      assets.byStem(target.name) ??
      (target.isCut ? assets.byBeginning(target.name) : undefined)
    if (owner !== undefined) return owner
  }
  return undefined
}

interface Index {
  /** The asset that has a member of that full name. */
  byName(name: string): Draft | undefined
  /** The asset whose primary has that stem. */
  byStem(stem: string): Draft | undefined
  /** The only asset with a member whose name begins so. */
  byBeginning(beginning: string): Draft | undefined
}

function index(drafts: readonly Draft[]): Index {
  const names = lookupTable(drafts, (draft) => draft.members.map((member) => member.parts.name))
  const stems = lookupTable(drafts, (draft) => draft.members.map((member) => member.parts.stem))
  return {
    byName: names,
    byStem: stems,
    byBeginning(beginning) {
      const matching = drafts.filter((draft) => draft.members.some((member) => member.parts.name.startsWith(beginning)))
      return matching.length === 1 ? matching[0] : undefined
    },
  }
}

/** Exact text first; by folded text only when all that it could mean is one spelling. */
function lookupTable(
  drafts: readonly Draft[],
  textsOf: (draft: Draft) => string[],
): (text: string) => Draft | undefined {
  const exact = new Map<string, Draft[]>()
  const folded = new Map<string, Set<string>>()
  for (const draft of drafts) {
    for (const text of new Set(textsOf(draft))) {
      exact.set(text, [...(exact.get(text) ?? []), draft])
      const key = pathKey(text)
      folded.set(key, (folded.get(key) ?? new Set()).add(text))
    }
  }
  return (text) => {
    const spellings = folded.get(pathKey(text)) ?? new Set()
    const spelling = spellings.has(text) ? text : spellings.size === 1 ? [...spellings][0] : undefined
    return spelling === undefined ? undefined : (exact.get(spelling) ?? []).toSorted(byPreference)[0]
  }
}

function byPreference(a: Draft, b: Draft): number {
  const rank = (draft: Draft): number => {
    const place = STILL_PREFERENCE.indexOf(draft.parts.extension)
    return RANK.indexOf(draft.members[0]?.role ?? 'other') * 100 + (place === -1 ? STILL_PREFERENCE.length : place)
  }
  return rank(a) - rank(b) || byText(a.parts.relPath, b.parts.relPath)
}

function finish({ members }: Draft): AssetGroup {
  const [first, ...rest] = members.map(({ parts, role }) => ({ relPath: parts.relPath, role }))
  const primary = first as AssetMember
  return { primary, members: [primary, ...rest.toSorted((a, b) => byText(a.relPath, b.relPath))] }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
