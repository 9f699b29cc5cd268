import { Link } from '@tanstack/react-router'
import { IconCheck, IconLock } from '@tabler/icons-react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import type { GridLayout } from './grid-keys.ts'
import { Poster } from './Poster.tsx'
import { flagOf } from './title-look.ts'
import styles from './titles.module.css'

interface TitleCardProps {
  title: TitleView
  index: number
  layout: GridLayout
  /** The one that Tab reaches. */
  isActive: boolean
  isChosen: boolean
  onChoose: (isRange: boolean) => void
  onFocus: () => void
}

/** A title in the grid: its poster, what is wrong with it, its name. */
export function TitleCard({ title, index, layout, isActive, isChosen, onChoose, onFocus }: TitleCardProps) {
  const say = useWords()
  const { titleId, year, isLocked } = title
  const tabIndex = isActive ? 0 : -1
  return (
    <div role="gridcell" aria-selected={isChosen} className={styles.card} onFocus={onFocus}>
      <Link
        to="/library/titles/$titleId"
        params={{ titleId: String(titleId) }}
        className={styles.open}
        tabIndex={tabIndex}
        data-card={index}
      >
        <Poster title={title} widthPx={layout.posterPx} heightPx={layout.heightPx} />
        <span className={styles.cardName}>{title.title}</span>
        <span className={styles.cardYear}>
          <span className="num">{year ?? ''}</span>
          {isLocked && (
            <>
              <Icon of={IconLock} size={13} />
              <span className="sr-only">{say('web.library.locked')}</span>
            </>
          )}
        </span>
        <FlagChip title={title} />
      </Link>
      <button
        type="button"
        role="checkbox"
        className={styles.choose}
        aria-checked={isChosen}
        aria-label={say('web.table.choose', { name: title.title })}
        tabIndex={tabIndex}
        onClick={(event) => onChoose(event.shiftKey)}
      >
        <span className={styles.box}>{isChosen && <IconCheck size={12} stroke={2.6} aria-hidden />}</span>
      </button>
    </div>
  )
}

function FlagChip({ title }: { title: TitleView }) {
  const say = useWords()
  const flag = flagOf(say, title)
  if (flag === undefined) return null
  return (
    <span className={styles.flag} data-tone={flag.tone}>
      <Icon of={flag.icon} size={13} />
      {flag.word}
      {flag.why !== undefined && <span className="sr-only">{flag.why}</span>}
    </span>
  )
}

/** Room for a title that was not read yet. */
export function EmptyCard({ layout }: { layout: GridLayout }) {
  return (
    <div className={styles.card} role="gridcell" aria-hidden>
      <span className={`${styles.poster} ${styles.noPoster}`} style={{ height: layout.heightPx }} />
    </div>
  )
}
