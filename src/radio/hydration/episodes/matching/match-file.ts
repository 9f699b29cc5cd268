import type { Episode, Show } from '../../../programme/index.ts'
import type { Match, Why } from '../model.ts'
import { isMeant, type NamePattern } from './pattern.ts'

/** Everything that a name can be compared with. */
export interface Programme {
  byId: ReadonlyMap<string, Episode>
  shows: ReadonlyMap<string, Show>
  timeZone: string
}

/** Ids that can be nothing else: 24 hex digits, or a UUID. */
const STRONG =
  /(?<![A-Za-z0-9])(?:[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![A-Za-z0-9])/gi

const stemOf = (relPath: string): string => relPath.slice(relPath.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
const why = (code: string, params: Why['params'] = {}): Why => ({ code: `radio/match-${code}`, params })

/**
 * Which episode a file is, by its name alone. An id in the name outweighs the pattern; what is an id, and none of the
 * CMS, matches nothing, whatever the pattern would say. Short ids count where they can't be anything else: before `__`,
 * in square brackets, or as the whole name.
 */
export function matchFile(relPath: string, programme: Programme, pattern: NamePattern | undefined): Match {
  const stem = stemOf(relPath)
  const ids = idsIn(stem, programme)
  if (ids.known.length === 1) return { is: 'matched', episodeId: String(ids.known[0]), by: 'id' }
  if (ids.known.length > 1) return { is: 'several', episodeIds: ids.known, why: why('several-ids') }
  if (ids.unknown !== undefined) return { is: 'none', why: why('no-such-id', { id: ids.unknown }) }
  if (pattern === undefined) return { is: 'none', why: why('no-id') }
  return byPattern(stem, programme, pattern)
}

function idsIn(stem: string, { byId }: Programme): { known: string[]; unknown: string | undefined } {
  const strong = stem.match(STRONG) ?? []
  const named = [
    /^([^_]+(?:_[^_]+)*?)__/.exec(stem)?.[1],
    ...[...stem.matchAll(/\[([^[\]]+)\]/g)].map(([, id]) => id),
    stem,
  ]
  const short = named.filter((id) => id !== undefined)
  const known = [...strong, ...short].flatMap((id) =>
    byId.has(id) ? id : byId.has(id.toLowerCase()) ? id.toLowerCase() : [],
  )
  return { known: [...new Set(known)], unknown: strong.find((id) => !byId.has(id) && !byId.has(id.toLowerCase())) }
}

function byPattern(stem: string, programme: Programme, pattern: NamePattern): Match {
  const captured = pattern.read(stem)
  if (captured === undefined) return { is: 'none', why: why('other-name', { pattern: pattern.text }) }
  const found = [...programme.byId.values()].filter((episode) => isMeant(captured, episode, programme))
  const [first] = found
  if (first === undefined) return { is: 'none', why: why('nobody', { pattern: pattern.text }) }
  if (found.length === 1) return { is: 'matched', episodeId: first.episodeId, by: 'pattern' }
  const episodeIds = found.map(({ episodeId }) => episodeId)
  const titles = found
    .slice(0, 3)
    .map(({ title }) => title)
    .join(', ')
  return { is: 'several', episodeIds, why: why('several', { count: found.length, titles }) }
}
