import { IconAlertTriangle, IconDownload, IconRefresh } from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import type { ConnectionView } from '../../src/connections/contract.ts'
import type { JobView } from '../../src/jobs/contract.ts'
import { inboxRoutes, type InboxFiles, type InboxView } from '../../src/radio/hydration/contract.ts'
import type { StationView } from '../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { formatDuration, formatNumber } from '../format.ts'
import { Banner } from '../parts/Banner.tsx'
import { Button } from '../parts/Button.tsx'
import { Figure, FigureRow } from '../parts/Figure.tsx'
import { Panel } from '../parts/Panel.tsx'
import { StateLine } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { EpisodeFileTable } from './EpisodeFileTable.tsx'
import { InboxDeliveries } from './InboxDeliveries.tsx'
import { InboxFileTable, type FileMarks, type Mark } from './InboxFileTable.tsx'
import { InboxMenu, useLetGo } from './InboxMenu.tsx'
import { InboxRun, isBeingAnalysed } from './InboxRun.tsx'
import { libraryTrouble } from './library-state.ts'
import styles from './radio.module.css'
import { ReadProblem } from './ReadProblem.tsx'
import { useInboxFiles } from './use-inbox-files.ts'
import { useInboxRun, useRunFiles } from './use-inbox-run.ts'

interface InboxPanelProps {
  inbox: InboxView
  stations: readonly StationView[] | undefined
  connections: readonly ConnectionView[] | undefined
  /** An address or the palette named it. */
  isMeant: boolean
}

/** One inbox: what lies there, what an import would do with it and did, and the proofs of what went on. */
export function InboxPanel({ inbox, stations, connections, isMeant }: InboxPanelProps) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const run = useInboxRun(inbox)
  const isUnderWay = inbox.runId !== null || (run !== undefined && run.finishedAt === null)
  const files = useInboxFiles(inbox, isUnderWay)
  const { letGo, error } = useLetGo(inbox)
  const trouble = libraryTrouble(say, { inbox, stations, connections })
  const place = useMeant(isMeant)
  const marks = useMarks(run)
  return (
    <div ref={place} tabIndex={-1}>
      <Panel
        title={<span className="mono break">{inbox.path}</span>}
        aside={factsInWords(say, inbox)}
        isLined
        actions={mayWrite ? <InboxMenu inbox={inbox} onLetGo={letGo} /> : undefined}
      >
        {error !== null && (
          <div className={styles.part}>
            <ProblemPanel error={error} />
          </div>
        )}
        <Work
          inbox={inbox}
          files={files.data}
          trouble={trouble}
          run={run}
          isUnderWay={isUnderWay}
          hasFailed={files.isError}
        />
        {files.error !== null && (
          <div className={styles.part}>
            <ReadProblem read={files} />
          </div>
        )}
        <Unreadable files={files.data} />
        <div className={styles.files}>
          {inbox.mode === 'tracks' ? (
            <InboxFileTable
              path={inbox.path}
              files={files.data}
              isReading={files.isFetching}
              onLook={() => void files.refetch()}
              marks={marks}
            />
          ) : (
            <EpisodeFileTable
              inbox={inbox}
              files={files.data}
              isReading={files.isFetching}
              onLook={() => void files.refetch()}
            />
          )}
        </div>
        <InboxDeliveries inbox={inbox} />
      </Panel>
    </div>
  )
}

/** Files at which the newest import is, or which it could not bring in. */
function useMarks(run: JobView | undefined): FileMarks {
  const files = useRunFiles(run)
  return useMemo(() => new Map(files.flatMap(marksOf)), [files])
}

function marksOf(job: JobView): (readonly [string, Mark])[] {
  const { label, state } = job
  const mark = state === 'running' ? 'importing' : state === 'failed' ? 'failed' : isBeingAnalysed(job) ? 'sent' : null
  return label === null || mark === null ? [] : [[label, mark]]
}

/** The panel that is meant comes into sight, once. */
function useMeant(isMeant: boolean) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isMeant) return
    place.current?.scrollIntoView({ block: 'start' })
    place.current?.focus({ preventScroll: true })
  }, [isMeant])
  return place
}

function factsInWords(say: Say, inbox: InboxView): string {
  const { stationName, typeCode, isWatched, settleSec, mode } = inbox
  const settle = formatDuration(settleSec * 1000)
  return [
    stationName,
    ...(mode === 'tracks' ? [] : [say(`web.radio.inbox.mode.${mode}`)]),
    typeCode === null ? say('web.radio.inbox.noType') : say('web.radio.inbox.ofType', { code: typeCode }),
    say(isWatched ? 'web.radio.inbox.watched' : 'web.radio.inbox.byHand'),
    say('web.radio.inbox.settles', { time: settle }),
  ].join(', ')
}

interface WorkProps {
  inbox: InboxView
  files: InboxFiles | undefined
  /** Why nothing can go into the library. */
  trouble: string | null
  run: JobView | undefined
  isUnderWay: boolean
  /** The folder could not be read just now. */
  hasFailed: boolean
}

/** The counts, the one act, and the run. */
function Work({ inbox: { inboxId, mode }, files, trouble, run, isUnderWay, hasFailed }: WorkProps) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const start = useAct(inboxRoutes.routes.importFiles)
  const ready = (files?.counts.ready ?? 0) + (files?.counts.failed ?? 0)
  const importNow = () => start.mutate({ params: { inboxId } })
  const whyNot = start.isPending
    ? say('web.signin.busy')
    : isUnderWay
      ? say('web.radio.import.underWay')
      : (trouble ?? whyNothing(say, files, hasFailed))
  const again = mayMove && (
    <Button isSmall isWrite icon={IconRefresh} whyNot={whyNot} onClick={importNow}>
      {say('web.radio.import.again')}
    </Button>
  )
  return (
    <>
      <div className={styles.work} data-figures={mode === 'tracks' ? 'three' : 'five'}>
        <FigureRow>
          <Figure value={countOf(files?.counts.ready)} label={say('web.radio.count.ready')} />
          {mode !== 'tracks' && <Figure value={countOf(files?.counts.failed)} label={say('web.radio.count.failed')} />}
          <Figure value={countOf(files?.counts.waiting)} label={say('web.radio.count.waiting')} />
          {mode !== 'tracks' && <Figure value={countOf(choicesIn(files))} label={say('web.radio.count.choices')} />}
          <Figure
            value={countOf(files === undefined ? undefined : files.counts.left - (choicesIn(files) ?? 0))}
            label={say('web.radio.count.left')}
          />
        </FigureRow>
        {mayMove && (
          <span className={styles.act}>
            <Button look="primary" isWrite icon={IconDownload} whyNot={whyNot} onClick={importNow}>
              {ready === 0 ? say('web.radio.import.files') : say('web.radio.import', { count: ready })}
            </Button>
            {whyNot !== null && !start.isPending && <span className="s12 t3">{whyNot}</span>}
          </span>
        )}
      </div>
      {!mayMove && trouble !== null && (
        <div className={styles.part}>
          <StateLine state="waiting" cause={trouble} />
        </div>
      )}
      {start.error !== null && (
        <div className={styles.part}>
          <ProblemPanel error={start.error} />
        </div>
      )}
      {run !== undefined && <InboxRun run={run} again={again} />}
    </>
  )
}

/** Files of which a person has to say which episode they are. */
const choicesIn = (files: InboxFiles | undefined): number | undefined =>
  files?.items.filter(({ verdict }) => verdict === 'unmatched' || verdict === 'ambiguous').length

const countOf = (count: number | undefined): string => (count === undefined ? '–' : formatNumber(count))

function whyNothing(say: Say, files: InboxFiles | undefined, hasFailed: boolean): string | null {
  if (hasFailed) return say('web.radio.import.unread')
  if (files === undefined) return say('web.radio.import.looking')
  if (files.counts.ready + files.counts.failed > 0) return null
  if (files.counts.waiting > 0) return say('web.radio.import.waits', { count: files.counts.waiting })
  const isOfEpisodes = files.items.some(({ verdict }) => VERDICTS_OF_EPISODES.has(verdict))
  return say(isOfEpisodes ? 'web.radio.import.noneReady' : 'web.radio.import.none')
}

const VERDICTS_OF_EPISODES: ReadonlySet<string> = new Set(['unmatched', 'ambiguous', 'ineligible', 'left-out'])

const UNREADABLE_SHOWN = 3

/** What could not be read may hold anything: that is no absence. */
function Unreadable({ files }: { files: InboxFiles | undefined }) {
  const say = useWords()
  const unreadable = files?.unreadable ?? []
  if (unreadable.length === 0) return null
  const named = unreadable
    .slice(0, UNREADABLE_SHOWN)
    .map(({ relPath, errno }) => `${relPath === '' ? '.' : relPath} (${errno})`)
  return (
    <div className={styles.part}>
      <Banner tone="warn" icon={IconAlertTriangle}>
        {say('web.radio.files.unreadable', { count: unreadable.length })}{' '}
        <span className="mono break">{named.join(', ')}</span>
      </Banner>
    </div>
  )
}
