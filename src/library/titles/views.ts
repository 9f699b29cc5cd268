import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import type { Params } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { readEpisodeName } from '../../media/names/read-episode-name.ts'
import { readMovieName } from '../../media/names/read-movie-name.ts'
import { isStanding, toChange } from './change-title.ts'
import type { FactChangeView, FactsView, TitleDetail, TitleFacets, TitleFileView, TitleView } from './contract.ts'
import type { ListedRow, TitleFacetRows } from './list-store.ts'
import { type FactSource, type KnownFacts, type Told, WHOLE_TITLE } from './model.ts'
import type { ArtRow, ChangeRow, FileRow } from './page-store.ts'
import type { TitlePage } from './read-title.ts'
import { knownFactsOf } from './store.ts'

export function sayReason(code: string | null, params: string | null): Said | null {
  if (code === null) return null
  const filled = JSON.parse(params ?? '{}') as Params
  return { code, params: { ...filled }, text: say(`reason.${code}`, filled) }
}

const locksOf = ({ locks }: Pick<ListedRow, 'locks'>): string[] => JSON.parse(locks) as string[]

export const toTitleView = (row: ListedRow): TitleView => ({
  titleId: row.id,
  libraryId: row.library_id,
  kind: row.kind,
  parentId: row.parent_id,
  title: row.title,
  year: row.year,
  number: row.number,
  state: row.state,
  lines: row.picture_lines,
  durationMs: row.duration_ms,
  rating: row.rating,
  posterSha256: row.poster_sha256,
  isLocked: locksOf(row).includes(WHOLE_TITLE),
  care: sayReason(row.care_code, row.care_params),
  addedAt: instant(row.added_at),
  changedAt: instant(row.changed_at),
  publishedAt: instantOrNull(row.published_at),
  missingSince: instantOrNull(row.missing_since),
  deletedAt: instantOrNull(row.deleted_at),
})

export const toFacets = (counts: TitleFacetRows): TitleFacets => counts

/** Members of readonly lists are shown as they are. */
const toFactsView = (facts: KnownFacts): FactsView => facts as FactsView

const toToldView = ({ source, by, at }: Told) => ({
  source,
  by,
  at: instant(at),
  text: say(`library.source.${source}`),
})

const toFileView = (row: FileRow): TitleFileView => ({
  fileId: row.id,
  path: row.rel_path,
  kind: row.kind,
  use: row.use,
  size: row.size,
  changedAt: instant(row.mtime_ms),
  language: row.language,
  durationMs: row.duration_ms,
  streams: row.streams === null ? null : (JSON.parse(row.streams) as unknown),
  problem: sayReason(row.probe_code, row.probe_params),
  missingSince: instantOrNull(row.missing_since),
})

const toArtView = (row: ArtRow): TitleDetail['artwork'][number] => ({
  candidateId: row.id,
  kind: row.kind as TitleDetail['artwork'][number]['kind'],
  sha256: row.sha256,
  width: row.width,
  height: row.height,
  source: row.source,
  place: row.place,
})

/** Read anew each time: the rules may have become better since. */
function readName({ row, files, folder }: TitlePage): TitleDetail['name'] {
  const isEpisode = row.kind === 'tv-episode'
  const isFilm = row.kind === 'movie'
  const path = files.find(({ id }) => id === row.main_file_id)?.rel_path ?? (isFilm ? folder?.rel_path : undefined)
  if (path === undefined || !(isEpisode || isFilm)) return null
  const reading = isEpisode ? readEpisodeName(path) : readMovieName(path)
  if (reading.is === 'unreadable') return { path, is: reading.is, pieces: [], why: say(`names.why.${reading.why}`) }
  return { path, is: reading.is, pieces: [...reading.pieces], why: null }
}

export function toTitleDetail(page: TitlePage): TitleDetail {
  const { row, folder } = page
  const sources = JSON.parse(row.sources) as Record<string, Told>
  return {
    ...toTitleView(row),
    facts: toFactsView(knownFactsOf(row)),
    sources: Object.fromEntries(Object.entries(sources).map(([key, told]) => [key, toToldView(told)])),
    told: Object.fromEntries(page.told.map(({ source, facts }) => [source, toFactsView(facts)])),
    locks: locksOf(row),
    identifiedBy: row.identified_by as FactSource | null,
    enrichedAt: instantOrNull(row.enriched_at),
    folder: folder === undefined ? null : { folderId: folder.id, path: folder.rel_path },
    parents: page.parents.map(toTitleView),
    children: page.children.map((child) => ({ ...toTitleView(child), childCount: child.children })),
    files: page.files.map(toFileView),
    artwork: page.artwork.map(toArtView),
    name: readName(page),
    etag: String(row.version),
  }
}

export function toChangeView(row: ChangeRow, facts: KnownFacts): FactChangeView {
  const change = toChange(row)
  return {
    changeId: row.id,
    fact: change.key,
    name: say(`library.fact.${change.key}`),
    before: change.before ?? null,
    after: change.after ?? null,
    source: change.source,
    beforeSource: change.beforeSource ?? null,
    wasLocked: change.wasLocked,
    actor: row.actor,
    runId: row.run_id,
    at: instant(row.at),
    undoneBy: row.undone_by,
    canUndo: row.undone_by === null && isStanding(facts, change),
  }
}
