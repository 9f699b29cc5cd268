import { Link, useParams } from '@tanstack/react-router'
import { IconArrowLeft, IconRefresh, IconX } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatMoment, formatSaid } from '../../format.ts'
import { announce } from '../../parts/announce.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useNow } from '../../parts/use-now.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useActorName } from '../../session/use-actor-name.ts'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { idOf, SCANS, scans, useLibraries } from '../use-library.ts'
import { Guard } from './Guard.tsx'
import { Notes } from './Notes.tsx'
import { scanState } from './phase-look.ts'
import { Phases } from './Phases.tsx'
import { foundInWords } from './Scans.tsx'
import styles from './scans.module.css'
import { SpeedPanel } from './SpeedPanel.tsx'

/** One scan: its phases as they go, how fast, what it found, and why nothing is lost. */
export function ScanPage() {
  const say = useWords()
  const id = idOf(useParams({ from: '/shell/library/scans/$scanId' }).scanId)
  const request = { params: { scanId: id ?? 0 } }
  const read = useRead(scans.get, request, { isEnabled: id !== undefined, follows: SCANS })
  const scan = read.data
  useSpokenPhase(scan)
  const library = useLibraries().data?.items.find(({ libraryId }) => libraryId === scan?.libraryId)
  return (
    <Page
      title={scan === undefined ? say('web.library.scan') : say('web.library.scan.of', { name: scan.libraryName })}
      subtitle={scan === undefined ? undefined : <Subtitle scan={scan} />}
      actions={scan === undefined ? undefined : <Acts scan={scan} />}
    >
      <Link to="/library/scans" className="row s13">
        <Icon of={IconArrowLeft} />
        {say('web.nav.library.scans')}
      </Link>
      <ReadProblem read={read} />
      {scan !== undefined && (
        <>
          <Phases scan={scan} />
          <div className={styles.two}>
            <div className="col gap16">
              <SpeedPanel scan={scan} readAtMs={read.dataUpdatedAt} />
              <Notes scan={scan} />
            </div>
            <Guard scan={scan} library={library} />
          </div>
        </>
      )}
    </Page>
  )
}

function Subtitle({ scan }: { scan: ScanView }) {
  const say = useWords()
  const nameOf = useActorName()
  const nowMs = useNow()
  const { outcome, startedAt, actor, reason } = scan
  return (
    <span className="row wrap">
      {outcome !== null && (
        <StateChip state={scanState(scan)} word={say(`web.library.scan.outcome.${outcome}`)} isBare />
      )}
      <span>
        {say('web.library.scan.startedBy', { time: formatMoment(Date.parse(startedAt), nowMs), actor: nameOf(actor) })}{' '}
        {outcome === null
          ? say('web.library.scan.goesOn')
          : reason === null
            ? foundInWords(say, scan)
            : formatSaid(reason)}
      </span>
    </span>
  )
}

function Acts({ scan }: { scan: ScanView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const cancel = useAct(scans.cancel)
  const { scanId, runId, libraryId, endedAt } = scan
  const again = useAct(scans.start)
  const error = cancel.error ?? again.error
  return (
    <>
      <Link to="/activity" search={{ job: String(runId) }} className="s13">
        {say('web.library.scan.run')}
      </Link>
      {may && endedAt === null && (
        <Button
          isWrite
          look="danger"
          icon={IconX}
          whyNot={cancel.isPending ? say('web.signin.busy') : null}
          onClick={() => cancel.mutate({ params: { scanId } })}
        >
          {say('web.library.scan.cancel')}
        </Button>
      )}
      {may && endedAt !== null && (
        <Again
          onStart={() =>
            again.mutate({ params: { libraryId }, body: scan.folder === null ? {} : { folder: scan.folder } })
          }
          next={again.data?.scanId}
        />
      )}
      {error !== null && <ProblemPanel error={error} />}
    </>
  )
}

function Again({ onStart, next }: { onStart: () => void; next: number | undefined }) {
  const say = useWords()
  if (next !== undefined)
    return (
      <Link to="/library/scans/$scanId" params={{ scanId: String(next) }}>
        {say('web.library.scan.openNext')}
      </Link>
    )
  return (
    <Button isWrite icon={IconRefresh} onClick={onStart}>
      {say('web.library.scan.again')}
    </Button>
  )
}

/** A phase that begins, and the end, are spoken. */
function useSpokenPhase(scan: ScanView | undefined): void {
  const say = useWords()
  const phase = scan?.phase
  useEffect(() => {
    if (phase === undefined) return
    announce(phase === 'ended' ? say('web.library.scan.ended') : say(`library.scan.phase.${phase}`))
  }, [say, phase])
}
