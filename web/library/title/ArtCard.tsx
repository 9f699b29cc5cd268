import { IconCheck, IconPhoto, IconPhotoOff } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import type { CandidateView } from '../../../src/library/assets/contract.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords, type Say } from '../../words.ts'
import { pictureOf } from '../picture.ts'
import styles from './artwork.module.css'

interface ArtCardProps {
  candidate: CandidateView
  may: boolean
  onChoose: () => void
  onReject: (isRejected: boolean) => void
}

/** A picture that may be chosen, with what speaks for it. */
export function ArtCard({ candidate, may, onChoose, onReject }: ArtCardProps) {
  const say = useWords()
  const { state, reason } = candidate
  const isChosen = state === 'chosen'
  const name = nameOf(say, candidate)
  return (
    <figure className={styles.card} data-state={state}>
      <Frame may={may} isChosen={isChosen} name={name} onChoose={onChoose}>
        <Picture candidate={candidate} />
      </Frame>
      <figcaption className="col gap2 s12">
        <b className={isChosen ? 'tone-ok row gap4' : ''}>
          {isChosen && <Icon of={IconCheck} size={13} />}
          {headOf(say, candidate)}
        </b>
        <span className="t2 num">{sizeOf(say, candidate)}</span>
        <span className="t3 cut">
          {candidate.twinOf === null ? candidate.sourceText : say('web.library.artwork.twin')}
        </span>
        {reason !== null && <span className="t2 break">{reason.text}</span>}
        {may && !isChosen && (
          <span>
            <Button isSmall isWrite look="quiet" onClick={() => onReject(state !== 'rejected')}>
              {say(state === 'rejected' ? 'web.library.artwork.unreject' : 'web.library.artwork.reject')}
            </Button>
          </span>
        )}
      </figcaption>
    </figure>
  )
}

interface FrameProps {
  may: boolean
  isChosen: boolean
  name: string
  onChoose: () => void
  children: ReactNode
}

function Frame({ may, isChosen, name, onChoose, children }: FrameProps) {
  const say = useWords()
  if (!may)
    return (
      <span className={styles.frame} role="img" aria-label={name}>
        {children}
      </span>
    )
  return (
    <button
      type="button"
      className={styles.frame}
      aria-pressed={isChosen}
      aria-label={say(isChosen ? 'web.library.artwork.unchoose' : 'web.library.artwork.choose', { name })}
      onClick={onChoose}
    >
      {children}
    </button>
  )
}

const WIDTH_PX = 140

function Picture({ candidate: { sha256, isDamaged } }: { candidate: CandidateView }) {
  const [isBroken, setBroken] = useState(false)
  const say = useWords()
  if (sha256 === null || isDamaged || isBroken)
    return (
      <span className={styles.blank}>
        <Icon of={isBroken || isDamaged ? IconPhotoOff : IconPhoto} size={22} />
        <span className="s11">{say(isDamaged ? 'web.library.artwork.damaged' : 'web.library.artwork.notHere')}</span>
      </span>
    )
  return (
    <img src={pictureOf(sha256, WIDTH_PX)} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />
  )
}

function headOf(say: Say, { state, chosenBy, score }: CandidateView): string {
  if (state === 'rejected') return say('web.library.artwork.rejected')
  if (state === 'chosen') return say(chosenBy === 'auto' ? 'web.library.artwork.chosen' : 'web.library.artwork.yours')
  return score === null
    ? say('web.library.artwork.unscored')
    : say('web.library.artwork.score', { n: formatNumber(Math.round(score)) })
}

function sizeOf(say: Say, { width, height, language, votes }: CandidateView): string {
  return [
    ...(width === null || height === null ? [] : [`${width} × ${height}`]),
    ...(language === null ? [] : [language]),
    ...(votes === null || votes === 0 ? [] : [say('web.library.artwork.votes', { count: votes })]),
  ].join(', ')
}

const nameOf = (say: Say, candidate: CandidateView): string =>
  [headOf(say, candidate), sizeOf(say, candidate), candidate.sourceText].filter((part) => part !== '').join(', ')
