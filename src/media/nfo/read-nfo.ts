import { decodeNfo } from './decode.ts'
import { hasDoctype, parseElements, type Element, type Parsed } from './elements.ts'
import { idsOfLinks, readLinks } from './links.ts'
import {
  NFO_KINDS,
  type NfoFacts,
  type NfoIds,
  type NfoKind,
  type NfoReading,
  type NfoWarning,
  type NfoWarningCode,
} from './model.ts'
import { readFacts } from './read-facts.ts'

const ROOT = new RegExp(`<(${NFO_KINDS.join('|')}|xbmcmultiepisode)[\\s/>]`)
export const WRAPPER = 'xbmcmultiepisode'
const LONGEST_SHOWN = 80
const MOST_WARNINGS = 20

/**
 * What an NFO tells, as players read it. A file that only links, is empty or holds something else has no documents.
 * No address in it is ever opened.
 * @throws InvalidInputError `nfo/too-large`, `nfo/utf16`, `nfo/binary`, `nfo/doctype`, `nfo/too-many-tags`,
 * `nfo/too-deep`, `nfo/unreadable`
 */
export function readNfo(bytes: Uint8Array): NfoReading {
  const { text, wrongEncoding } = decodeNfo(bytes)
  const warnings: NfoWarning[] = []
  const warn = (code: NfoWarningCode, params: NfoWarning['params'] = {}): void => {
    if (warnings.length < MOST_WARNINGS) warnings.push({ code, params })
  }
  if (wrongEncoding !== undefined) warn('nfo.wrong-encoding', { encoding: wrongEncoding })
  const parsed = parseNfo(text)
  warnOfForm(parsed, warn)
  const documents = documentsOf(parsed).map((root) => {
    const facts = readFacts(parsed.text, root, (tag, value) =>
      warn('nfo.odd-value', { tag, value: value.slice(0, LONGEST_SHOWN) }),
    )
    warnOfGaps(facts, warn)
    return facts
  })
  const links = readLinks(aroundRoots(parsed))
  if (documents.length === 0) warnOfNothing(text, links.length > 0, warn)
  return { documents, ids: idsOfLinks(links), links, warnings }
}

/** Without one of the known roots there is nothing to parse: a list of links, or a text with drawings. */
export function parseNfo(text: string): Parsed {
  if (ROOT.test(text) || hasDoctype(text)) return parseElements(text)
  return { text, roots: [], isUnclosed: false, isCut: false, wronglyClosed: undefined }
}

const isKnown = (root: Element): boolean => (NFO_KINDS as readonly string[]).includes(root.name)

/** Documents in their order, those in a wrapper too. */
export function documentsOf({ roots }: Parsed): Element[] {
  return roots.flatMap((root) => (root.name === WRAPPER ? root.children : [root])).filter(isKnown)
}

export function aroundRoots({ text, roots }: Parsed): string {
  const ends = [0, ...roots.map(({ end }) => end)]
  return ends.map((end, index) => text.slice(end, roots[index]?.start ?? text.length)).join('\n')
}

type Warn = (code: NfoWarningCode, params?: NfoWarning['params']) => void

function warnOfForm(parsed: Parsed, warn: Warn): void {
  if (parsed.wronglyClosed !== undefined) warn('nfo.wrong-tag', { tag: parsed.wronglyClosed.slice(0, LONGEST_SHOWN) })
  if (parsed.isCut) warn('nfo.cut')
  else if (parsed.isUnclosed) warn('nfo.unclosed')
}

function warnOfGaps(facts: NfoFacts, warn: Warn): void {
  if (facts.title === undefined) warn('nfo.no-title')
  if (facts.kind === 'episodedetails' && (facts.season === undefined || facts.episode === undefined))
    warn('nfo.no-episode-number')
}

function warnOfNothing(text: string, hasLinks: boolean, warn: Warn): void {
  const markup = text.replace(/<!--[^]*?(?:-->|$)/g, '').trimStart()
  const root = markup.startsWith('<') ? /<([A-Za-z_][\w:.-]{0,79})[\s/>]/.exec(markup)?.[1] : undefined
  if (root !== undefined) warn('nfo.unknown-root', { root })
  else if (!hasLinks) warn('nfo.empty')
}

/** Roots that players take for this kind of media: beside a film a series or music video counts as the film. */
const TAKEN: Readonly<Record<NfoKind, readonly NfoKind[]>> = {
  movie: ['movie', 'tvshow', 'musicvideo'],
  tvshow: ['tvshow', 'movie'],
  season: ['season'],
  episodedetails: ['episodedetails'],
  musicvideo: ['musicvideo', 'movie'],
  artist: ['artist'],
  album: ['album'],
}

/** Whether a document of this root describes what lies beside it. */
export function isTakenFor(kind: NfoKind, root: NfoKind): boolean {
  return TAKEN[kind].includes(root)
}

/** The documents that count for this kind of media: one, or all episodes of the file. */
export function documentsFor(kind: NfoKind, { documents }: NfoReading): NfoFacts[] {
  const taken = documents.filter((document) => isTakenFor(kind, document.kind))
  return kind === 'episodedetails' ? taken : taken.slice(0, 1)
}

const PROVIDERS = ['imdb', 'tmdb', 'tvdb'] as const

/**
 * Ids to look a title up by: those of the document, an old `<id>` that has the form of IMDb's, and for a provider that
 * the document does not name the address beside it.
 */
export function idsFor(document: NfoFacts | undefined, reading: NfoReading): NfoIds {
  const ids: NfoIds = {}
  for (const { type, value } of document?.uniqueIds ?? []) {
    const provider = PROVIDERS.find((known) => known === type.toLowerCase())
    if (provider !== undefined) ids[provider] ??= value
  }
  const old = document?.uniqueIds?.find(({ type, value }) => type === 'unknown' && /^tt\d{7,10}$/.test(value))
  if (old !== undefined) ids.imdb ??= old.value
  return { ...reading.ids, ...ids }
}
