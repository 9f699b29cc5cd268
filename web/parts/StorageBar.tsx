import { formatBytes } from '../format.ts'
import { useWords } from '../words.ts'
import { colourOf, type SeriesColour } from './Sparkline.tsx'
import styles from './StorageBar.module.css'

export interface StoragePart {
  label: string
  bytes: number
  /** Not ours: drawn in grey. */
  isForeign?: boolean
}

interface StorageBarProps {
  /** At most five. */
  parts: readonly StoragePart[]
  capacityBytes: number
}

const COLOURS: readonly SeriesColour[] = ['mus', 'vot', 'ids', 'adv', 'sho']

const colourOfPart = (part: StoragePart, index: number): string =>
  part.isForeign === true ? 'var(--line-control)' : colourOf(COLOURS[index] ?? 'lin')

/** One stacked bar with its figures. */
export function StorageBar({ parts, capacityBytes }: StorageBarProps) {
  const say = useWords()
  const words = parts.map((part) => `${part.label} ${formatBytes(part.bytes)}`).join(', ')
  return (
    <div className="col gap12">
      <div
        className={styles.bar}
        role="img"
        aria-label={say('web.storage.inWords', { parts: words, capacity: formatBytes(capacityBytes) })}
      >
        {parts.map((part, index) => (
          <i
            key={part.label}
            style={{ width: `${(part.bytes / capacityBytes) * 100}%`, background: colourOfPart(part, index) }}
          />
        ))}
      </div>
      <ul className={styles.parts}>
        {parts.map((part, index) => (
          <li key={part.label} className="row s12 t2 num">
            <span className={styles.swatch} style={{ background: colourOfPart(part, index) }} />
            {part.label}
            <span className="end t3 nowrap">{formatBytes(part.bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
