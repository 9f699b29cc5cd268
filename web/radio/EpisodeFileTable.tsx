import { IconRefresh, IconWaveSine } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { InboxFileView, InboxFiles, InboxView } from '../../src/radio/hydration/contract.ts'
import { episodeInboxRoutes } from '../../src/radio/hydration/episodes/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { formatBytes, formatDuration } from '../format.ts'
import { useFollowedRun } from '../live/use-followed-run.ts'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { STATES } from '../parts/states.ts'
import type { Column } from '../parts/table-view.ts'
import { useMay } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { AudioDialog } from './AudioDialog.tsx'
import { canBeMatched, stateOf } from './episode-file-state.ts'
import styles from './episodes.module.css'
import { MatchDialog } from './MatchDialog.tsx'
import { Nothing } from './Nothing.tsx'
import { StepDots, StepsLegend } from './StepDots.tsx'

interface EpisodeFileTableProps {
  inbox: InboxView
  files: InboxFiles | undefined
  isReading: boolean
  onLook: () => void
}

/** Every file of an inbox of episodes: which one it is, how far it came, and what stands against it. */
export function EpisodeFileTable({ inbox, files, isReading, onLook }: EpisodeFileTableProps) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const [matching, setMatching] = useState<InboxFileView>()
  const [heard, setHeard] = useState<InboxFileView>()
  const check = useAudioCheck(inbox.inboxId, onLook)
  const columns = useMemo(
    () => columnsOf(say, { mayMove, onMatch: setMatching, onHear: setHeard }),
    [say, mayMove, setMatching, setHeard],
  )
  const isKnown = files !== undefined && files.unreadable.length === 0
  return (
    <>
      {files?.problem != null && (
        <div className={styles.problem}>
          <StateChip state="waiting" word={files.problem.text} isBare />
          <span className="s12 t2">{files.problem.todo}</span>
        </div>
      )}
      {check.error !== null && <ProblemPanel error={check.error} />}
      <DataTable
        name={say('web.radio.files.of', { path: inbox.path })}
        columns={columns}
        rows={files?.items ?? NONE}
        idOf={({ relPath }) => relPath}
        nameOf={({ relPath }) => relPath}
        state={files === undefined ? 'first' : isReading ? 'updating' : 'ready'}
        {...(files === undefined ? {} : { total: files.total })}
        keepAs="radio-episodes"
        tools={<Tools check={check} mayMove={mayMove} onLook={onLook} />}
        empty={isKnown && <Nothing path={inbox.path} />}
      />
      <StepsLegend />
      <Done files={files} />
      <MatchDialog
        inbox={inbox}
        file={matching}
        onClose={() => setMatching(undefined)}
        onMatched={() => {
          setMatching(undefined)
          onLook()
        }}
      />
      <AudioDialog inboxId={inbox.inboxId} file={heard} onClose={() => setHeard(undefined)} />
    </>
  )
}

interface ToolsProps {
  check: ReturnType<typeof useAudioCheck>
  mayMove: boolean
  onLook: () => void
}

function Tools({ check, mayMove, onLook }: ToolsProps) {
  const say = useWords()
  return (
    <>
      <h3>{say('web.radio.files')}</h3>
      <Button isSmall icon={IconRefresh} look="quiet" onClick={onLook}>
        {say('web.radio.look')}
      </Button>
      {mayMove && (
        <Button
          isSmall
          isWrite
          icon={IconWaveSine}
          whyNot={check.isUnderWay ? say('web.radio.audio.underWay') : null}
          onClick={check.start}
        >
          {say('web.radio.audio.check')}
        </Button>
      )}
    </>
  )
}

/** Measures what lies there, and has it looked at anew when that is done. */
function useAudioCheck(inboxId: number, onDone: () => void) {
  const { follow, isUnderWay } = useFollowedRun(onDone)
  const start = useAct(episodeInboxRoutes.routes.checkAudio, ({ runId }) => follow(runId))
  return {
    error: start.error,
    isUnderWay: start.isPending || isUnderWay,
    start: () => start.mutate({ params: { inboxId } }),
  }
}

const NONE: readonly InboxFileView[] = []

interface Acts {
  mayMove: boolean
  onMatch: (file: InboxFileView) => void
  onHear: (file: InboxFileView) => void
}

function columnsOf(say: Say, acts: Acts): Column<InboxFileView>[] {
  return [
    {
      id: 'file',
      head: say('web.radio.files.file'),
      cell: (file) => <FileCell file={file} />,
    },
    {
      id: 'episode',
      head: say('web.radio.files.episode'),
      width: '22%',
      cell: (file) => <EpisodeCell file={file} />,
    },
    {
      id: 'steps',
      head: say('web.radio.files.steps'),
      width: '9rem',
      cell: (file) => (
        <StepDots
          step={file.hydration?.step ?? (file.episode === null ? 0 : 1)}
          tone={STATES[stateOf(file).state].tone}
        />
      ),
    },
    {
      id: 'state',
      head: say('web.radio.files.state'),
      width: '30%',
      cell: (file) => <StateCell file={file} />,
    },
    {
      id: 'act',
      head: say('web.radio.files.act'),
      width: '9.5rem',
      cell: (file) => <ActCell file={file} acts={acts} />,
    },
  ]
}

function FileCell({ file: { relPath, sizeBytes, audio } }: { file: InboxFileView }) {
  const facts = [formatBytes(sizeBytes), ...(audio === null ? [] : [formatDuration(audio.durationMs)])]
  return (
    <span className="col gap2">
      <span className="mono s12 break">{relPath}</span>
      <span className="s12 t3 num">{facts.join(', ')}</span>
    </span>
  )
}

function EpisodeCell({ file: { episode } }: { file: InboxFileView }) {
  const say = useWords()
  if (episode === null) return <span className="s12 t3">{say('web.radio.match.missing')}</span>
  const slot = episode.slotMs === null ? [] : [say('web.radio.match.slot', { time: formatDuration(episode.slotMs) })]
  return (
    <span className="col gap2">
      <span className="break">{episode.title}</span>
      <span className="s12 t3">{[say(`web.radio.match.by.${episode.by}`), ...slot].join(', ')}</span>
    </span>
  )
}

function StateCell({ file }: { file: InboxFileView }) {
  const say = useWords()
  const { state, word, reason } = stateOf(file)
  return (
    <span className="col gap2">
      <StateChip state={state} word={say(word)} isBare />
      {reason !== null && (
        <span className="s12 t2">
          {reason.text} {reason.todo}
        </span>
      )}
    </span>
  )
}

const SILENT: readonly InboxFileView['verdict'][] = ['empty', 'no-audio', 'left-alone', 'waiting']
const canBeHeard = ({ verdict }: InboxFileView): boolean => !SILENT.includes(verdict)

function ActCell({ file, acts: { mayMove, onMatch, onHear } }: { file: InboxFileView; acts: Acts }) {
  const say = useWords()
  const { relPath, audio } = file
  return (
    <span className="row wrap">
      {mayMove && canBeMatched(file) && (
        <Button isSmall isWrite onClick={() => onMatch(file)}>
          {say('web.radio.match.choose')}
          <span className="sr-only"> {say('web.radio.match.chooseFor', { file: relPath })}</span>
        </Button>
      )}
      {(audio !== null || canBeHeard(file)) && (
        <Button isSmall look="quiet" onClick={() => onHear(file)}>
          {say(audio === null ? 'web.radio.audio.listen' : 'web.radio.audio')}
          <span className="sr-only"> {say('web.radio.audio.of', { file: relPath })}</span>
        </Button>
      )}
    </span>
  )
}

const DONE_SHOWN = 5

/** What was verified last, each with its proofs. */
function Done({ files }: { files: InboxFiles | undefined }) {
  const say = useWords()
  const done = (files?.done ?? []).slice(0, DONE_SHOWN)
  if (done.length === 0) return null
  return (
    <div className={styles.done}>
      <h3>{say('web.radio.done')}</h3>
      <ul aria-label={say('web.radio.done')}>
        {done.map(({ hydrationId, relPath, episodeTitle, trackId, deliveryIds, step }) => (
          <li key={hydrationId}>
            <span className="mono s12 break">{relPath}</span>
            <span className="break">{episodeTitle}</span>
            <StepDots step={step} tone="ok" />
            <span className="s12 t2">
              <StateChip state="verified" isBare /> {say('web.radio.done.track', { trackId: trackId ?? 0 })}
            </span>
            <span className="row wrap s12">
              {deliveryIds.map((id) => (
                <Link key={id} to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(id) }}>
                  {say('web.radio.done.proof', { id })}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
