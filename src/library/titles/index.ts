export { applyFacts, applyFactsToMany, type TellFacts } from './facts.ts'
export {
  ART_KINDS,
  type ArtKind,
  FACT_NAMES,
  type FactKey,
  type FactName,
  isLocked,
  type KnownFacts,
  type TitleFacts,
  type TitleIds,
  TITLE_KINDS,
  type TitleKind,
  titleSubject,
  WHOLE_TITLE,
} from './model.ts'
export { addTitles, knownFactsOf, type NewTitle, rewriteWords } from './store.ts'
