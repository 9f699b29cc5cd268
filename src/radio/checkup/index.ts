export { PlayoutCheckup, type CheckedFile, type CheckedRow, type CheckedShow, type CheckedWindow } from './ports.ts'
export {
  FADE_MS,
  hasCueOfADay,
  isCutShort,
  isExpected,
  lostOf,
  missing,
  NOTICED_MS,
  overrunOf,
  silenceIn,
} from './rules/row-facts.ts'
