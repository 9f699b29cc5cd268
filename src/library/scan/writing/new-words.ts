import type { TellFacts } from '../../titles/index.ts'
import { type FactKey, isLocked, type KnownFacts, type Told } from '../../titles/model.ts'
import { type SpokenPart, SPOKEN_PARTS, type SpokenWord } from '../model.ts'
import type { TitleRow } from './store.ts'

type NewWord = Pick<TellFacts, 'told'> & Partial<Pick<TellFacts, 'ids' | 'by' | 'at'>>

/**
 * What a person said of a folder and the title that has it has not heard. What a person said of the title since then counts
 * more, and so does what a person locked there.
 */
export function newWordsOf(said: SpokenWord | null, row: Pick<TitleRow, 'sources' | 'locks'>): NewWord[] {
  const parts = SPOKEN_PARTS.filter((part) => said?.[part] !== undefined)
  if (said === null || parts.length === 0) return []
  const sources = JSON.parse(row.sources) as Partial<Record<FactKey, Told>>
  const locks = JSON.parse(row.locks) as string[]
  return parts.flatMap((part) => {
    const spoken = said.spoken?.[part]
    const isNew = (key: FactKey): boolean => {
      const now = sources[key]
      if (now?.source !== 'person') return !isLocked(locks, key)
      return spoken !== undefined && spoken.at > now.at
    }
    const words = Object.entries(factsOf(said, part)).filter(([key]) => isNew(key as FactKey))
    if (words.length === 0) return []
    const facts = Object.fromEntries(words)
    return part === 'ids' ? [{ told: {}, ids: facts, ...spoken }] : [{ told: facts, ...spoken }]
  })
}

const factsOf = (said: SpokenWord, part: SpokenPart): KnownFacts =>
  part === 'ids' ? { ...said.ids } : { [part]: said[part] }
