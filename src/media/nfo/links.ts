import type { NfoIds, NfoLink } from './model.ts'

interface Form {
  pattern: RegExp
  link(found: RegExpMatchArray): NfoLink
}

const isOf = (word: string | undefined): NfoLink['is'] =>
  word === 'tv' || word === 'series' ? 'series' : word === 'episode' || word === 'episodes' ? 'episode' : 'movie'
const numbered = (provider: NfoLink['provider'], is: NfoLink['is'], value: string | undefined): NfoLink => ({
  provider,
  is,
  value: value ?? '',
  isSlug: false,
})

const FORMS: readonly Form[] = [
  {
    pattern: /\b(?:imdb\.com\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?title\/)?(tt\d{7,10})\b/gi,
    link: (found) => numbered('imdb', 'title', found[1]?.toLowerCase()),
  },
  {
    pattern: /\bthemoviedb\.org\/(movie|tv)\/(\d{1,10})(?!\d)/gi,
    link: (found) => numbered('tmdb', isOf(found[1]?.toLowerCase()), found[2]),
  },
  {
    pattern:
      /\bthetvdb\.com\/(?:index\.php)?\?tab=(series|episode)&(?:amp;)?(?:\w{1,20}=\w{1,20}&(?:amp;)?){0,3}id=(\d{1,10})(?!\d)/gi,
    link: (found) => numbered('tvdb', isOf(found[1]?.toLowerCase()), found[2]),
  },
  {
    pattern: /\bthetvdb\.com\/dereferrer\/(series|movie|episode)\/(\d{1,10})(?!\d)/gi,
    link: (found) => numbered('tvdb', isOf(found[1]?.toLowerCase()), found[2]),
  },
  {
    pattern: /\bthetvdb\.com\/(series|movies)\/([a-z0-9][a-z0-9-]{0,200})/gi,
    link: (found) => ({
      ...numbered('tvdb', isOf(found[1]?.toLowerCase()), found[2]?.toLowerCase()),
      isSlug: !/^\d+$/.test(found[2] ?? ''),
    }),
  },
]

/** Addresses of the providers, and plain ids of IMDb, in the order they stand in the text. */
export function readLinks(text: string): NfoLink[] {
  return FORMS.flatMap(({ pattern, link }) =>
    [...text.matchAll(pattern)].map((found) => ({ at: found.index, link: link(found) })),
  )
    .toSorted((a, b) => a.at - b.at)
    .map(({ link }) => link)
}

/** The first number of each provider that names a film or series. */
export function idsOfLinks(links: readonly NfoLink[]): NfoIds {
  const ids: NfoIds = {}
  for (const { provider, value, is, isSlug } of links) if (!isSlug && is !== 'episode') ids[provider] ??= value
  return ids
}
