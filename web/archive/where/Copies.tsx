import type { CopyView } from '../../../src/archive/where/contract.ts'
import { formatExact, formatSaid } from '../../format.ts'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords, type Say } from '../../words.ts'
import styles from './where.module.css'

/** Each copy that is known: where, whether its bytes were read there, when, and by what; else why it does not count. */
export function Copies({ copies }: { copies: readonly CopyView[] }) {
  const say = useWords()
  return (
    <ul className={styles.copies}>
      {copies.map((copy, index) => (
        <li key={index} className="col gap2">
          <span>
            <StateChip
              state={copy.isVerified ? 'verified' : 'needsYou'}
              word={say(copy.isVerified ? 'web.archive.where.verified' : 'web.archive.where.notVerified')}
              isBare
            />
          </span>
          <span className="s13">{say(`web.archive.where.place.${copy.place}`, { name: copy.name })}</span>
          {copy.path !== null && <Path copy={copy} />}
          <span className="s12 t2">{sinceOf(say, copy)}</span>
        </li>
      ))}
    </ul>
  )
}

/** Opened beside: what was read here would be gone with this page. */
function Path({ copy: { name, path, itemId } }: { copy: CopyView }) {
  const text = `${name}/${path}`
  if (itemId === null) return <span className="mono s12 break">{text}</span>
  return (
    <a
      className="mono s12 break"
      href={new URL(`archive/items?item=${itemId}`, document.baseURI).href}
      target="_blank"
      rel="noreferrer"
    >
      {text}
    </a>
  )
}

function sinceOf(say: Say, { verifiedAt, verifiedBy, reason }: CopyView): string {
  if (verifiedAt !== null && verifiedBy !== null)
    return say(`web.archive.where.since.${verifiedBy}`, { at: formatExact(Date.parse(verifiedAt)) })
  return reason === null ? '' : formatSaid(reason)
}
