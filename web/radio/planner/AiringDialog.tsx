import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatClock } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { useWords } from '../../words.ts'
import { FitMeter } from './AimTip.tsx'
import { slotInWords, stateOf } from './Blocks.tsx'
import { isOwnRef } from './own-ref.ts'
import { routes } from './use-planner.ts'
import { whenIn } from './use-changes.ts'
import type { Airing } from './week-view.ts'

interface AiringDialogProps {
  airing: Airing | undefined
  timeZone: string
  mayChange: boolean
  onMove: (airing: Airing) => void
  onTakeOut: (airing: Airing) => void
  onClose: () => void
}

/** All about one airing, and what can be done with it. */
export function AiringDialog({ airing, onClose, ...props }: AiringDialogProps) {
  return (
    <Dialog title={airing?.title ?? ''} isOpen={airing !== undefined} onClose={onClose} widthPx={460}>
      {airing !== undefined && <Body airing={airing} {...props} />}
    </Dialog>
  )
}

const CHIPS: Record<Airing['state'], State> = {
  planned: 'planned',
  verified: 'verified',
  airing: 'running',
  aired: 'done',
  missed: 'failed',
  cancelling: 'waiting',
  cancelled: 'cancelled',
}

function Body({
  airing,
  timeZone,
  mayChange,
  onMove,
  onTakeOut,
}: Omit<AiringDialogProps, 'airing' | 'onClose'> & { airing: Airing }) {
  const say = useWords()
  const repair = useAct(routes.repair)
  const { airingId, can, reason } = airing
  return (
    <div className="col gap12">
      <div className="row wrap">
        <StateChip
          state={airing.needsRepair && airing.isUnapplied !== true ? 'needsYou' : CHIPS[airing.state]}
          word={stateOf(say, airing).word}
        />
        <span className="s13 num">{slotInWords(say, airing, timeZone)}</span>
      </div>
      {reason !== null && (
        <span className="s13 break">
          {reason.text} <span className="t2">{reason.todo}</span>
        </span>
      )}
      <FitMeter fit={airing.fit} />
      <AiringFacts airing={airing} />
      {repair.error !== null && <ProblemPanel error={repair.error} />}
      {mayChange && (
        <div className="row wrap">
          {can.repair && airing.needsRepair && (
            <Button isWrite onClick={() => repair.mutate({ params: { airingId }, body: {} })}>
              {say('web.planner.repair')}
            </Button>
          )}
          {can.unplan && (
            <Button isWrite look="danger" onClick={() => onTakeOut(airing)}>
              {say('web.planner.takeOut')}
            </Button>
          )}
          {can.move && (
            <Button isWrite onClick={() => onMove(airing)}>
              {say('web.planner.moveTo')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function AiringFacts({ airing }: { airing: Airing }) {
  const say = useWords()
  const { number, of } = airing.rebroadcast
  return (
    <Facts>
      <Fact name={say('web.planner.show')}>{airing.showTitle}</Fact>
      {isOwnRef(airing.episodeId) && (
        <Fact name={say('web.planner.episode')}>
          <Link
            to="/radio/programme"
            search={{ station: String(airing.stationId), episode: airing.episodeId.slice(1) }}
          >
            {airing.episodeId}
          </Link>
        </Fact>
      )}
      {of > 1 && <Fact name={say('web.planner.airing')}>{say('web.planner.airingOf', { number, of })}</Fact>}
      {airing.plannedBy !== '' && <Fact name={say('web.planner.plannedBy')}>{airing.plannedBy}</Fact>}
      {airing.reachesPlayoutAt !== null && (
        <Fact name={say('web.planner.reaches')}>
          {say('web.planner.reaches.by', { time: formatClock(Date.parse(airing.reachesPlayoutAt)) })}
        </Fact>
      )}
      {airing.runId !== null && (
        <Fact name={say('web.planner.run')}>
          <Link to="/activity" search={{ run: String(airing.runId) }}>
            {say('web.planner.run.see')}
          </Link>
        </Fact>
      )}
    </Facts>
  )
}

interface TakeOutProps {
  airing: Airing | undefined
  timeZone: string
  onTakeOut: (airing: Airing) => void
  onClose: () => void
}

/** Asked before an airing leaves the programme by a key: that is one press away from the next one. */
export function TakeOutQuestion({ airing, timeZone, onTakeOut, onClose }: TakeOutProps) {
  const say = useWords()
  const [kept, setKept] = useState(airing)
  if (airing !== undefined && airing !== kept) setKept(airing)
  return (
    <Dialog title={say('web.planner.takeOut.ask')} isOpen={airing !== undefined} onClose={onClose}>
      {kept !== undefined && (
        <div className="col gap12">
          <span className="s13 break">
            {say('web.planner.takeOut.what', { title: kept.title, when: whenIn(kept.startsMs, timeZone) })}
          </span>
          <div className="row">
            <Button onClick={onClose}>{say('web.planner.takeOut.keep')}</Button>
            <span className="end" />
            <Button look="danger" isWrite onClick={() => onTakeOut(kept)}>
              {say('web.planner.takeOut')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}
