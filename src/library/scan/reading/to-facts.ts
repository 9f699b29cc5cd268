import type { NfoFacts } from '../../../media/nfo/model.ts'
import { FACT_NAMES, type TitleFacts } from '../../titles/index.ts'

/** What a title may take from an NFO. */
export function toFacts(nfo: NfoFacts): TitleFacts {
  const all = nfo as TitleFacts & NfoFacts
  return Object.fromEntries(
    FACT_NAMES.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]),
  ) as TitleFacts
}
