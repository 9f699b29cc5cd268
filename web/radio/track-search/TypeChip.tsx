import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { useWords } from '../../words.ts'
import styles from './type-chip.module.css'

/** The kind of audio, always with its letters. */
export function TypeChip({ typeCode, what }: Pick<LogEntryView, 'typeCode' | 'what'>) {
  const say = useWords()
  return (
    <span className={styles.type} data-type={typeCode ?? undefined}>
      {typeCode ?? (what === 'note' ? say('web.radio.track.note') : say('web.radio.track.unmapped'))}
    </span>
  )
}
