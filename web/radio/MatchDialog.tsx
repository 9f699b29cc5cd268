import { useState } from 'react'
import type { InboxFileView, InboxView } from '../../src/radio/hydration/contract.ts'
import { episodeInboxRoutes, type EpisodeChoice } from '../../src/radio/hydration/episodes/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatExact } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import styles from './episodes.module.css'
import { ReadProblem } from './ReadProblem.tsx'

interface MatchDialogProps {
  inbox: InboxView
  /** Undefined while it is closed. */
  file: InboxFileView | undefined
  onClose: () => void
  onMatched: () => void
}

/** A person says which episode a file is. */
export function MatchDialog({ inbox, file, onClose, onMatched }: MatchDialogProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.radio.match.title')} isOpen={file !== undefined} onClose={onClose} widthPx={560}>
      {file !== undefined && <Search inbox={inbox} file={file} onMatched={onMatched} />}
    </Dialog>
  )
}

function Search({ inbox, file, onMatched }: { inbox: InboxView; file: InboxFileView; onMatched: () => void }) {
  const say = useWords()
  const { inboxId } = inbox
  const { relPath, reason } = file
  const [text, setText] = useState('')
  const found = useRead(episodeInboxRoutes.routes.findEpisodes, { params: { inboxId }, query: { text } })
  const match = useAct(episodeInboxRoutes.routes.match, onMatched)
  const choose = (episodeId: string | null) => match.mutate({ params: { inboxId }, body: { relPath, episodeId } })
  const items = found.data?.items ?? []
  return (
    <div className="col gap12">
      <span className="mono s12 break">{relPath}</span>
      {reason !== null && <span className="s12 t2">{reason.text}</span>}
      <TextField
        label={say('web.radio.match.search')}
        value={text}
        onChange={setText}
        hasFocus
        hint={say('web.radio.match.hint')}
      />
      <ReadProblem read={found} />
      {match.error !== null && <ProblemPanel error={match.error} />}
      <ul className={styles.choices} aria-label={say('web.radio.match.found')}>
        {items.map((episode) => (
          <Choice key={episode.episodeId} episode={episode} isBusy={match.isPending} onChoose={choose} />
        ))}
      </ul>
      {found.data !== undefined && items.length === 0 && (
        <span className="s12 t3">{say('web.radio.match.nobody')}</span>
      )}
      <div className="row">
        <Button isWrite whyNot={match.isPending ? say('web.signin.busy') : null} onClick={() => choose(null)}>
          {say('web.radio.match.none')}
        </Button>
      </div>
    </div>
  )
}

interface ChoiceProps {
  episode: EpisodeChoice
  isBusy: boolean
  onChoose: (episodeId: string) => void
}

function Choice({ episode, isBusy, onChoose }: ChoiceProps) {
  const say = useWords()
  const { episodeId, title, reason, scheduledAt } = episode
  return (
    <li>
      <span className="col gap2">
        <b className="break">{title}</b>
        <span className="s12 t3">
          {[episodeId, scheduledAt === null ? null : formatExact(Date.parse(scheduledAt)), reason?.text]
            .filter(Boolean)
            .join(', ')}
        </span>
      </span>
      <Button isSmall isWrite whyNot={isBusy ? say('web.signin.busy') : null} onClick={() => onChoose(episodeId)}>
        {say('web.radio.match.choose')}
        <span className="sr-only"> {title}</span>
      </Button>
    </li>
  )
}
