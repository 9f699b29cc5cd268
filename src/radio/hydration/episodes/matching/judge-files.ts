import type { Episode } from '../../../programme/index.ts'
import type { InboxFile } from '../../model.ts'
import { slotMsOf, whyNotEligible } from './eligibility.ts'
import { matchFile, type Programme } from './match-file.ts'
import { type EpisodeMode, type Hydration, type MatchedBy, STEP, type Why } from '../model.ts'
import type { NamePattern } from './pattern.ts'

/** Words: `radio.inbox.verdict.<code>`. */
export type EpisodeVerdict =
  | InboxFile['verdict']
  /** No episode was found. */
  | 'unmatched'
  /** Several episodes for it, or several files for its episode. */
  | 'ambiguous'
  /** Its episode takes no file. */
  | 'ineligible'
  /** A person said that it is no episode's. */
  | 'left-out'
  /** It was tried, and nothing about it has changed since. */
  | 'failed'

export interface EpisodeFile {
  file: InboxFile
  verdict: EpisodeVerdict
  why: Why | null
  /** Undefined when none was found, or several were. */
  episode: Episode | undefined
  by: MatchedBy | undefined
  /** Ids of the episodes that it could be, when there are several. */
  candidates: readonly string[]
  slotMs: number | null
  hydration: Hydration | undefined
}

export interface JudgeRules {
  programme: Programme
  mode: EpisodeMode
  pattern: NamePattern | undefined
  /** What failed before may go well since then, epoch ms: what the inbox asks for was changed. */
  rulesChangedAt: number
  /** What is known of files that lie there, by path. */
  hydrations: ReadonlyMap<string, Hydration>
}

const isAudio = ({ verdict }: InboxFile): boolean => verdict === 'ready' || verdict === 'waiting'

/** Once its bytes may be in the library it stays with its episode, whatever its name would say now. */
const hasBegun = (hydration: Hydration | undefined): boolean =>
  hydration !== undefined && (hydration.step >= STEP.sent || hydration.uploadId !== null)

/** Pure: every file with its episode, and why it is left out. Files that still grow count, too, where two are one too many. */
export function judgeFiles(files: readonly InboxFile[], rules: JudgeRules): EpisodeFile[] {
  const matched = files.map((file) => (isAudio(file) ? matchOne(file, rules) : unjudged(file)))
  const byEpisode = Map.groupBy(
    matched.filter(({ episode }) => episode !== undefined),
    ({ episode }) => episode?.episodeId,
  )
  return matched.map((one) => {
    const rivals = one.episode === undefined ? [] : (byEpisode.get(one.episode.episodeId) ?? [])
    return rivals.length < 2 || isOnlyOneBegun(one, rivals) ? judgeEpisode(one, rules) : ambiguous(one, rivals)
  })
}

const isOnlyOneBegun = (one: EpisodeFile, rivals: readonly EpisodeFile[]): boolean =>
  hasBegun(one.hydration) && rivals.filter(({ hydration }) => hasBegun(hydration)).length === 1

/** A file of which nothing is known but how it lies there. */
export const unjudged = (file: InboxFile): EpisodeFile => ({
  file,
  verdict: file.verdict,
  why: file.reason === null ? null : { code: file.reason, params: {} },
  episode: undefined,
  by: undefined,
  candidates: [],
  slotMs: null,
  hydration: undefined,
})

function matchOne(file: InboxFile, { programme, pattern, hydrations }: JudgeRules): EpisodeFile {
  const known = hydrations.get(file.relPath)
  const hydration = known?.identity === file.identity ? known : undefined
  const plain = { ...unjudged(file), hydration }
  if (hydration !== undefined && (hydration.by === 'hand' || hasBegun(hydration))) {
    const { episodeId, by } = hydration
    if (episodeId === null) return { ...plain, verdict: 'left-out', why: { code: 'radio/match-left-out', params: {} } }
    const episode = programme.byId.get(episodeId)
    if (episode !== undefined) return { ...plain, episode, by, slotMs: slotMsOf(episode) }
    return { ...plain, verdict: 'unmatched', why: { code: 'radio/match-no-such-id', params: { id: episodeId } } }
  }
  const match = matchFile(file.relPath, programme, pattern)
  if (match.is === 'none') return { ...plain, verdict: 'unmatched', why: match.why }
  if (match.is === 'several') return { ...plain, verdict: 'ambiguous', why: match.why, candidates: match.episodeIds }
  const episode = programme.byId.get(match.episodeId)
  return episode === undefined ? plain : { ...plain, episode, by: match.by, slotMs: slotMsOf(episode) }
}

function ambiguous(one: EpisodeFile, rivals: readonly EpisodeFile[]): EpisodeFile {
  const others = rivals.filter((rival) => rival !== one).map(({ file }) => file.relPath)
  const params = { title: one.episode?.title ?? '', count: others.length, others: others.slice(0, 3).join(', ') }
  return { ...one, verdict: 'ambiguous', why: { code: 'radio/match-two-files', params } }
}

/** How far the clock of a CMS may be ahead, so that what Patchbay itself wrote there is no change of somebody else's. */
const CLOCKS_APART_MS = 10_000

function judgeEpisode(one: EpisodeFile, { mode, rulesChangedAt }: JudgeRules): EpisodeFile {
  const { episode, hydration } = one
  if (episode === undefined) return one
  // What Patchbay may have written itself is no reason against it.
  const why = (hydration?.completionId ?? null) === null ? whyNotEligible(episode, mode) : null
  if (why !== null) return { ...one, verdict: 'ineligible', why }
  if (one.verdict !== 'ready' || hydration?.state !== 'failed' || hydration.episodeId !== episode.episodeId) return one
  const isChanged = Math.max((episode.changedAt ?? 0) - CLOCKS_APART_MS, rulesChangedAt) > hydration.changedAt
  return isChanged ? one : { ...one, verdict: 'failed', why: hydration.reason }
}
