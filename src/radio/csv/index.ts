export { type Cell, lengthCell, numberCell, timeCell, wordCell, wrong, yesCell } from './cells.ts'
export { type Column, columnOf, lasting, textCell } from './columns.ts'
export {
  type Compared,
  differing,
  firstLineOf,
  isWrong,
  note,
  nothingCompared,
  operationOf,
  partOf,
  readCells,
  type RowOutcome,
  shapeProblem,
  type SheetRow,
  sheetRow,
  shownAs,
  type WrongCell,
} from './compare-rows.ts'
export { csvFile, type Rows } from './csv-file.ts'
export { type Added, hasPart, type PutDeps, putExecutor, type PutRoom, type Wish } from './put-things.ts'
export { type CsvRow, type CsvTable, LINES_MOST, readCsv } from './read-csv.ts'
export { escapeFormula, unescapeFormula } from './formula-signs.ts'
