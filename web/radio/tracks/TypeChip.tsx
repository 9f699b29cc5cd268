import type { TypeCode } from '../../../src/radio/tracks/contract.ts'
import { useWords } from '../../words.ts'
import styles from './tracks.module.css'

interface TypeChipProps {
  typeCode: TypeCode | null
  /** Of the library; said where it stands for nothing. */
  libraryCode: string | null
}

/** What a track is, in the colour of its kind and always with its code; one that stands for nothing says so. */
export function TypeChip({ typeCode, libraryCode }: TypeChipProps) {
  const say = useWords()
  if (typeCode !== null)
    return (
      <span className={styles.type} data-kind={typeCode} title={say(`web.tracks.type.${typeCode}`)}>
        {typeCode}
      </span>
    )
  return (
    <span className={styles.type} data-kind="none">
      {libraryCode ? say('web.tracks.unmappedCode', { code: libraryCode }) : say('web.tracks.unmapped')}
    </span>
  )
}
