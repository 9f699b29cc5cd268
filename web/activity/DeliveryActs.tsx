import { IconArrowBackUp, IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import { deliveryRoutes, type DeliveryDetail } from '../../src/deliveries/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { STATES } from '../parts/states.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { hasNoWay } from './delivery-view.ts'
import styles from './DeliveryPage.module.css'

const routes = deliveryRoutes.routes

/** What is known, why, and what a person can do about it; nothing once it is proven or over. */
export function DeliveryActs({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  const { state, reason, place, can } = delivery
  const headline =
    state === 'sent' && reason !== null
      ? say('web.delivery.head.different', { place })
      : say(`web.delivery.head.${hasNoWay(delivery) ? 'noWay' : state}`, { place })
  const shown = state === 'sent' && reason !== null ? 'needsYou' : TONES[state]
  return (
    <Panel
      title={
        <span className="row">
          <span className={`tone-${STATES[shown].tone}`}>
            <Icon of={STATES[shown].icon} size={18} />
          </span>
          {headline}
        </span>
      }
      isLined
      isFirstOnPhone={state === 'uncertain'}
    >
      <PanelBody>
        <div className={`${styles.acts} col gap12`}>
          {reason !== null && (
            <p className="t2">
              {reason.text} {reason.why} {reason.todo}
            </p>
          )}
          <Buttons delivery={delivery} />
          {can.sendAgain && state === 'uncertain' && <p className="s12 t3">{say('web.delivery.nothingSent')}</p>}
        </div>
      </PanelBody>
    </Panel>
  )
}

const TONES = {
  planned: 'planned',
  sending: 'running',
  sent: 'running',
  verified: 'verified',
  uncertain: 'uncertain',
  rejected: 'rejected',
  undone: 'undone',
} as const

function Buttons({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  const mayWrite = useMay('jobs:write')
  const [open, setOpen] = useState<'take' | 'sendAgain' | 'undo' | null>(null)
  const look = useAct(routes.look)
  const { can, deliveryId, state } = delivery
  if (!mayWrite) return null
  const isUndecided = state === 'uncertain'
  const isGivingUp = state === 'planned' || state === 'rejected'
  return (
    <>
      <div className="row gap4 wrap">
        {can.look && (
          <Button
            isWrite
            look={isUndecided ? 'primary' : 'plain'}
            icon={IconEye}
            onClick={() => look.mutate({ params: { deliveryId }, body: {} })}
          >
            {say('web.delivery.look')}
          </Button>
        )}
        {can.take && (
          <Button isWrite onClick={() => setOpen('take')}>
            {say('web.delivery.take')}
          </Button>
        )}
        {can.sendAgain && (
          <Button isWrite look="danger" onClick={() => setOpen('sendAgain')}>
            {say(isUndecided ? 'web.delivery.sendAgain' : 'web.delivery.sendRejected')}
          </Button>
        )}
        {can.undo && (
          <Button isWrite icon={IconArrowBackUp} onClick={() => setOpen('undo')}>
            {say(isGivingUp ? 'web.delivery.giveUp' : 'web.delivery.undo')}
          </Button>
        )}
      </div>
      {look.error !== null && <ProblemPanel error={look.error} />}
      {open === 'take' && <TakeDialog delivery={delivery} onClose={() => setOpen(null)} />}
      {open === 'sendAgain' && <SendAgainDialog delivery={delivery} onClose={() => setOpen(null)} />}
      {open === 'undo' && <UndoDialog delivery={delivery} isGivingUp={isGivingUp} onClose={() => setOpen(null)} />}
    </>
  )
}

interface ActDialogProps {
  delivery: DeliveryDetail
  onClose: () => void
}

/** Which one it is; what it is worth is found by reading it back. */
function TakeDialog({ delivery, onClose }: ActDialogProps) {
  const say = useWords()
  const { deliveryId, place, candidates } = delivery
  const [remoteRef, setRemoteRef] = useState(candidates[0] ?? '')
  const take = useAct(routes.take, onClose)
  return (
    <Dialog title={say('web.delivery.take.title', { place })} isOpen onClose={onClose}>
      <DialogForm
        act={say('web.delivery.take.act')}
        whyNot={remoteRef.trim() === '' ? say('web.delivery.take.needs', { place }) : null}
        error={take.error}
        onSubmit={() => take.mutate({ params: { deliveryId }, body: { remoteRef } })}
        onClose={onClose}
      >
        {candidates.length > 0 ? (
          <ChoiceField
            label={say('web.delivery.take.label', { place })}
            hint={say('web.delivery.take.hint')}
            value={remoteRef}
            onChange={setRemoteRef}
            options={candidates.map((value) => ({ value, label: value }))}
          />
        ) : (
          <TextField
            label={say('web.delivery.take.label', { place })}
            hint={say('web.delivery.take.hint')}
            value={remoteRef}
            onChange={setRemoteRef}
            isMono
            hasFocus
          />
        )}
      </DialogForm>
    </Dialog>
  )
}

function SendAgainDialog({ delivery, onClose }: ActDialogProps) {
  const say = useWords()
  const { deliveryId, place } = delivery
  const act = useAct(routes.sendAgain, onClose)
  return (
    <Dialog title={say('web.delivery.sendAgain.title', { place })} isOpen onClose={onClose}>
      <Choice
        text={say('web.delivery.sendAgain.text', { place })}
        act={say('web.delivery.sendAgain.act')}
        error={act.error}
        onAct={() => act.mutate({ params: { deliveryId }, body: {} })}
        onClose={onClose}
      />
    </Dialog>
  )
}

function UndoDialog({ delivery, isGivingUp, onClose }: ActDialogProps & { isGivingUp: boolean }) {
  const say = useWords()
  const { deliveryId, place } = delivery
  const act = useAct(routes.undo, onClose)
  const word = isGivingUp ? 'giveUp' : 'undo'
  return (
    <Dialog title={say(`web.delivery.${word}.title`, { place })} isOpen onClose={onClose}>
      <Choice
        text={say(`web.delivery.${word}.text`, { place })}
        act={say(`web.delivery.${word}`)}
        error={act.error}
        onAct={() => act.mutate({ params: { deliveryId }, body: {} })}
        onClose={onClose}
      />
    </Dialog>
  )
}

interface ChoiceProps {
  text: string
  act: string
  error: Error | null
  onAct: () => void
  onClose: () => void
}

/** The safe way out first, then the act. */
function Choice({ text, act, error, onAct, onClose }: ChoiceProps) {
  const say = useWords()
  return (
    <div className="col gap12">
      <p className="s13 t2">{text}</p>
      {error !== null && <ProblemPanel error={error} />}
      <div className="row">
        <Button onClick={onClose} ref={(button) => button?.setAttribute('data-autofocus', '')}>
          {say('web.cancel')}
        </Button>
        <span className="end" />
        <Button look="danger-fill" isWrite onClick={onAct}>
          {act}
        </Button>
      </div>
    </div>
  )
}
