import { Link } from '@tanstack/react-router'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { MissView } from '../../../src/radio/traffic/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { lookOfMiss } from './order-look.ts'
import styles from './traffic.module.css'
import { spots, useDecisions } from './use-traffic.ts'

const PAGE = 50

/** Plays that were missed: which wait for somebody, which are owed, and what makes them good. */
export function Misses({ stationId, may }: { stationId: number; may: boolean }) {
  const say = useWords()
  const { list, ...rows } = useMisses({ stationId })
  const isEmpty = list.items.length === 0
  return (
    <Panel title={say('web.traffic.misses')} isLined={!isEmpty}>
      {list.error !== null && (
        <PanelBody>
          <ProblemPanel error={list.error} onRetry={list.retry} />
        </PanelBody>
      )}
      {isEmpty && list.error === null && list.state === 'ready' && (
        <PanelBody>
          <span className="s13 t2">{say('web.traffic.misses.none')}</span>
        </PanelBody>
      )}
      <MissRows {...{ ...rows, list, may }} />
    </Panel>
  )
}

/** Those of one order, beside the order itself. */
export function MissesOfOrder({ stationId, orderId, may }: { stationId: number; orderId: number; may: boolean }) {
  const { list, ...rows } = useMisses({ stationId, orderId })
  return (
    <div className="col gap4" data-narrow>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <MissRows {...{ ...rows, list, may }} isOfOrder />
    </div>
  )
}

function useMisses({ stationId, orderId }: { stationId: number; orderId?: number }) {
  const query = { limit: PAGE, ...(orderId === undefined ? {} : { orderId }) }
  const list = useList(spots.misses, { params: { stationId }, query })
  return { stationId, list, decisions: useDecisions() }
}

interface RowsProps extends ReturnType<typeof useMisses> {
  may: boolean
  isOfOrder?: boolean
}

function MissRows({ stationId, list, decisions, may, isOfOrder = false }: RowsProps) {
  const say = useWords()
  const [waived, setWaived] = useState<MissView>()
  return (
    <>
      {decisions.error !== null && (
        <PanelBody>
          <ProblemPanel error={decisions.error} />
        </PanelBody>
      )}
      <PanelRows>
        {list.items.map((miss) => (
          <div
            key={miss.spotId}
            className={styles.miss}
            role="group"
            aria-label={say('web.traffic.miss.name', { number: miss.number, day: miss.airDate })}
          >
            <span className="col gap2">
              {!isOfOrder && (
                <span className="break">
                  <b>{miss.name}</b> <span className="num t2">{miss.number}</span>
                </span>
              )}
              <span className="s12 t2 break">
                {miss.airDate}: {miss.missed.text}
              </span>
              <Link className="s12" to="/radio/as-run" search={{ station: String(stationId), day: miss.airDate }}>
                {say('web.traffic.miss.asRun')}
              </Link>
            </span>
            <span className="col gap2">
              <StateChip {...lookOfMiss(say, miss)} isBare />
              <Sub miss={miss} />
            </span>
            {may && <Acts miss={miss} decisions={decisions} onWaive={() => setWaived(miss)} />}
          </div>
        ))}
      </PanelRows>
      {list.hasMore && (
        <PanelBody>
          <Button isSmall onClick={list.more}>
            {say('web.traffic.misses.more')}
          </Button>
        </PanelBody>
      )}
      <WaiveDialog miss={waived} waive={decisions.waive} onClose={() => setWaived(undefined)} />
    </>
  )
}

function Sub({ miss: { state, makeGood, until, reason } }: { miss: MissView }) {
  const say = useWords()
  const text =
    makeGood === null
      ? state === 'waived'
        ? reason
        : say('web.traffic.miss.until', { day: until })
      : say('web.traffic.miss.madeGoodOn', { day: makeGood.airDate })
  return <span className="s12 t2 break">{text}</span>
}

interface ActsProps {
  miss: MissView
  decisions: ReturnType<typeof useDecisions>
  onWaive: () => void
}

function Acts({ miss, decisions, onWaive }: ActsProps) {
  const say = useWords()
  const params = { spotId: miss.spotId }
  const isOpen = miss.state === 'asked' || miss.state === 'owed' || miss.state === 'late'
  return (
    <span className="row gap4">
      {miss.state === 'asked' && (
        <Button isSmall isWrite icon={IconCheck} onClick={() => decisions.approve.mutate({ params, body: {} })}>
          {say('web.traffic.miss.approve')}
        </Button>
      )}
      {isOpen && (
        <Button isSmall isWrite look="quiet" icon={IconX} onClick={onWaive}>
          {say('web.traffic.miss.waive')}
        </Button>
      )}
      {miss.state === 'waived' && (
        <Button isSmall isWrite look="quiet" onClick={() => decisions.reopen.mutate({ params, body: {} })}>
          {say('web.traffic.miss.reopen')}
        </Button>
      )}
    </span>
  )
}

interface WaiveProps {
  miss: MissView | undefined
  waive: ReturnType<typeof useDecisions>['waive']
  onClose: () => void
}

/** Why a play is owed no more. */
function WaiveDialog({ miss, waive, onClose }: WaiveProps) {
  const say = useWords()
  const close = () => {
    waive.reset()
    onClose()
  }
  return (
    <Dialog title={say('web.traffic.miss.waive.title')} isOpen={miss !== undefined} onClose={close}>
      {miss !== undefined && <WaiveForm key={miss.spotId} {...{ miss, waive }} onClose={close} />}
    </Dialog>
  )
}

function WaiveForm({ miss, waive, onClose }: Omit<WaiveProps, 'miss'> & { miss: MissView }) {
  const say = useWords()
  const [reason, setReason] = useState('')
  return (
    <DialogForm
      act={say('web.traffic.miss.waive')}
      whyNot={reason.trim() === '' ? say('web.traffic.miss.needsReason') : null}
      error={waive.error}
      onSubmit={() => waive.mutate({ params: { spotId: miss.spotId }, body: { reason } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <span className="s13 t2">
        {say('web.traffic.miss.waive.how', { number: miss.number, name: miss.name, day: miss.airDate })}
      </span>
      <TextField label={say('web.traffic.miss.reason')} value={reason} onChange={setReason} hasFocus />
    </DialogForm>
  )
}
