import { IconPlus } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { InboxFileView, InboxView } from '../../src/radio/hydration/contract.ts'
import { episodeInboxRoutes, type EpisodeChoice } from '../../src/radio/hydration/episodes/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatExact, formatInZone } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/fields.tsx'
import { useMay } from '../session/use-session.ts'
import { part } from '../shell/part.ts'
import { addWords, isWord, useWords } from '../words.ts'
import styles from './episodes.module.css'
import { ReadProblem } from './ReadProblem.tsx'
import { useStations } from './use-radio.ts'

/** Its form and its words come when somebody adds one. */
const loadAddForFile = part(() =>
  Promise.all([
    import('./programme/AddForFile.tsx'),
    import('virtual:words/planner'),
    import('virtual:words/programme'),
  ]),
)
const AddForFile = lazy(async () => {
  const [{ AddForFile: Form }, ...words] = await loadAddForFile()
  for (const more of words) addWords(more.default)
  return { default: Form }
})

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
  const [isAdding, setAdding] = useState(false)
  const close = () => {
    setAdding(false)
    onClose()
  }
  const title = say(isAdding ? 'web.radio.match.add' : 'web.radio.match.title')
  return (
    <Dialog title={title} isOpen={file !== undefined} onClose={close} widthPx={620}>
      {file !== undefined && <Body key={file.relPath} {...{ inbox, file, isAdding, setAdding, onMatched }} />}
    </Dialog>
  )
}

interface BodyProps {
  inbox: InboxView
  file: InboxFileView
  isAdding: boolean
  setAdding: (isAdding: boolean) => void
  onMatched: () => void
}

function Body({ inbox, file, isAdding, setAdding, onMatched }: BodyProps) {
  const { inboxId } = inbox
  const { relPath } = file
  const station = useStations().data?.items.find(({ stationId }) => stationId === inbox.stationId)
  const match = useAct(episodeInboxRoutes.routes.match, onMatched)
  const choose = (episodeId: string | null) => match.mutate({ params: { inboxId }, body: { relPath, episodeId } })
  if (isAdding && station !== undefined)
    return (
      <Suspense>
        {match.error !== null && <ProblemPanel error={match.error} />}
        <AddForFile
          station={station}
          relPath={relPath}
          onAdded={(ref) => {
            choose(ref)
            setAdding(false)
          }}
          onBack={() => setAdding(false)}
        />
      </Suspense>
    )
  return (
    <Search
      inbox={inbox}
      file={file}
      match={match}
      timeZone={station?.timeZone}
      onChoose={choose}
      onAdd={inbox.keepsProgramme && station !== undefined ? () => setAdding(true) : undefined}
    />
  )
}

interface SearchProps extends Pick<BodyProps, 'inbox' | 'file'> {
  match: { error: Error | null; isPending: boolean }
  timeZone: string | undefined
  onChoose: (episodeId: string | null) => void
  /** Adds one for this file; left out where the episodes are in a CMS. */
  onAdd: (() => void) | undefined
}

function Search({ inbox, file, match, timeZone, onChoose, onAdd }: SearchProps) {
  const say = useWords()
  const mayAdd = useMay('files:move')
  const { relPath, reason } = file
  const [text, setText] = useState('')
  const request = { params: { inboxId: inbox.inboxId }, query: { text } }
  const found = useRead(episodeInboxRoutes.routes.findEpisodes, request)
  const items = found.data?.items ?? []
  const whyNot = match.isPending ? say('web.signin.busy') : null
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
          <Choice key={episode.episodeId} {...{ episode, timeZone, whyNot, onChoose }} />
        ))}
      </ul>
      {found.data !== undefined && items.length === 0 && (
        <span className="s12 t3">{say('web.radio.match.nobody')}</span>
      )}
      <div className="row wrap">
        <Button isWrite whyNot={whyNot} onClick={() => onChoose(null)}>
          {say('web.radio.match.none')}
        </Button>
        {onAdd !== undefined && mayAdd && (
          <Button isWrite icon={IconPlus} whyNot={whyNot} onClick={onAdd}>
            {say('web.radio.match.add')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface ChoiceProps {
  episode: EpisodeChoice
  timeZone: string | undefined
  whyNot: string | null
  onChoose: (episodeId: string) => void
}

function Choice({ episode, timeZone, whyNot, onChoose }: ChoiceProps) {
  const say = useWords()
  const { episodeId, title, airStatus, reason, scheduledAt } = episode
  const status = `web.radio.airStatus.${airStatus ?? ''}`
  const facts = [
    isWord(status) ? say(status) : airStatus,
    scheduledAt === null
      ? undefined
      : say('web.radio.match.onAir', { when: whenIn(Date.parse(scheduledAt), timeZone) }),
  ]
  return (
    <li>
      <span className="col gap2">
        <b className="break">{title}</b>
        <span className="s12 t3">
          <span className="mono">{episodeId}</span> {facts.filter(Boolean).join(', ')}
        </span>
        {reason !== null && <span className="s12 t2">{reason.text}</span>}
      </span>
      <Button isSmall isWrite whyNot={whyNot} onClick={() => onChoose(episodeId)}>
        {say('web.radio.match.choose')}
        <span className="sr-only"> {title}</span>
      </Button>
    </li>
  )
}

/** By the clock of the station, once that is known. */
function whenIn(atMs: number, timeZone: string | undefined): string {
  if (timeZone === undefined) return formatExact(atMs)
  const { day, time } = formatInZone(atMs, timeZone)
  return `${day}, ${time}`
}
