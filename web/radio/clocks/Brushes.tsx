import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import { useWords } from '../../words.ts'
import styles from './clocks.module.css'

const COLOURS = 9

/** How clocks are told apart where there is little room. */
export interface Looks {
  colourOf: (clockId: number | null) => number
  nameOf: (clockId: number | null) => string
}

interface BrushesProps extends Looks {
  /** Of all fields of this choice on the page. */
  group: string
  ids: readonly (number | null)[]
  brush: number | null
  may: boolean
  onBrush: (clockId: number | null) => void
}

/** The clock that is painted with. */
export function Brushes({ group, ids, brush, may, colourOf, nameOf, onBrush }: BrushesProps) {
  const say = useWords()
  return (
    <fieldset className={styles.brushes} disabled={!may}>
      <legend className="sr-only">{say('web.clocks.brush')}</legend>
      {ids.map((clockId) => (
        <label key={String(clockId)} className={styles.brush} data-colour={colourOf(clockId)}>
          <input type="radio" name={group} checked={brush === clockId} onChange={() => onBrush(clockId)} />
          {nameOf(clockId)}
        </label>
      ))}
    </fieldset>
  )
}

/** @param without the word for no clock */
export const looksOf = (clocks: readonly ClockView[], without: string): Looks & { ids: (number | null)[] } => ({
  ids: [...clocks.map(({ clockId }) => clockId), null],
  colourOf: (clockId) => clocks.findIndex((one) => one.clockId === clockId) % COLOURS,
  nameOf: (clockId) => clocks.find((one) => one.clockId === clockId)?.name ?? without,
})
