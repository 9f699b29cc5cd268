import {
  IconAlertTriangle,
  IconCircleX,
  IconPhotoOff,
  IconTrash,
  IconUnlink,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import type { State } from '../../parts/states.ts'
import type { Say } from '../../words.ts'

export interface Flag {
  tone: 'ok' | 'warn' | 'bad' | 'idle'
  icon: TablerIcon
  word: string
  /** The whole sentence, where there is one. */
  why?: string
}

/** What is wrong with a title, the worst first; nothing for one that is as it should be. */
export function flagOf(say: Say, title: TitleView): Flag | undefined {
  const { care, deletedAt, missingSince, posterSha256, kind } = title
  if (deletedAt !== null) return { tone: 'idle', icon: IconTrash, word: say('web.library.flag.removed') }
  if (missingSince !== null)
    return {
      tone: 'warn',
      icon: IconUnlink,
      word: say('web.library.flag.missing'),
      why: say('web.library.flag.missing.why'),
    }
  if (care !== null && /unreadable|damaged|truncated|not-read/.test(care.code))
    return { tone: 'bad', icon: IconCircleX, word: say('web.library.flag.unreadable'), why: care.text }
  if (care !== null)
    return { tone: 'warn', icon: IconAlertTriangle, word: say('web.library.flag.care'), why: care.text }
  if (posterSha256 === null && HAS_POSTER.has(kind))
    return { tone: 'warn', icon: IconPhotoOff, word: say('web.library.flag.noArt') }
  return undefined
}

const HAS_POSTER: ReadonlySet<TitleView['kind']> = new Set(['movie', 'series', 'artist', 'album'] as const)

/** How well a title is known, for a chip. */
export const knownState = ({ state }: Pick<TitleView, 'state'>): State =>
  state === 'unidentified' ? 'untouched' : 'done'

/** `1080p` */
export const linesWord = (lines: number): string => `${lines}p`
