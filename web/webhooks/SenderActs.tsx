import { IconKey, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { type SourceView, webhookRoutes, type WithSecret } from '../../src/webhooks/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { toast } from '../parts/toast.ts'
import { TypedConfirm } from '../parts/TypedConfirm.tsx'
import { useWords } from '../words.ts'
import { ChangeSender } from './SenderForm.tsx'
import { useChangeSender } from './use-senders.ts'

interface SenderActsProps {
  sender: SourceView
  connectionKind: string | null
  onMade: (made: WithSecret) => void
}

/** What a person does with a sender. */
export function SenderActs({ sender, connectionKind, onMade }: SenderActsProps) {
  const say = useWords()
  const [isChanging, setChanging] = useState(false)
  const [isRotating, setRotating] = useState(false)
  const turn = useChangeSender(sender, () => undefined)
  return (
    <span className="col gap4">
      <span className="row gap4 wrap">
        <Button isSmall icon={IconPencil} onClick={() => setChanging(true)}>
          {say('web.webhooks.change')}
        </Button>
        <Button isSmall icon={IconKey} onClick={() => setRotating(true)}>
          {say('web.webhooks.rotate')}
        </Button>
        <Button isSmall isWrite onClick={() => turn.mutate({ isEnabled: !sender.isEnabled })}>
          {say(sender.isEnabled ? 'web.webhooks.turnOff' : 'web.webhooks.turnOn')}
        </Button>
        <Remove sender={sender} />
      </span>
      {turn.error !== null && <ProblemPanel error={turn.error} />}
      <ChangeSender
        sender={sender}
        connectionKind={connectionKind}
        isOpen={isChanging}
        onClose={() => setChanging(false)}
      />
      <Dialog title={say('web.webhooks.rotate')} isOpen={isRotating} onClose={() => setRotating(false)}>
        <Rotate sender={sender} onMade={onMade} onClose={() => setRotating(false)} />
      </Dialog>
    </span>
  )
}

const OVERLAPS = ['0', '1', '24', '168'] as const

interface RotateProps {
  sender: SourceView
  onMade: (made: WithSecret) => void
  onClose: () => void
}

function Rotate({ sender, onMade, onClose }: RotateProps) {
  const say = useWords()
  const [hours, setHours] = useState<(typeof OVERLAPS)[number]>('24')
  const rotate = useAct(webhookRoutes.routes.rotate, (made) => {
    onMade(made)
    onClose()
  })
  return (
    <DialogForm
      act={say('web.webhooks.rotate.act')}
      whyNot={null}
      error={rotate.error}
      onSubmit={() => rotate.mutate({ params: { sourceId: sender.sourceId }, body: { overlapHours: Number(hours) } })}
      onClose={onClose}
    >
      <span className="s13 t2">{say('web.webhooks.rotate.text', { name: sender.name })}</span>
      <ChoiceField
        label={say('web.webhooks.overlap')}
        value={hours}
        onChange={setHours}
        options={OVERLAPS.map((value) => ({ value, label: say(`web.webhooks.overlap.${value}`) }))}
      />
    </DialogForm>
  )
}

function Remove({ sender }: { sender: SourceView }) {
  const say = useWords()
  const [isAsking, setAsking] = useState(false)
  const { sourceId, name } = sender
  const remove = useAct(webhookRoutes.routes.remove, () => toast({ title: say('web.webhooks.removed', { name }) }))
  return (
    <>
      <Button isSmall look="danger" isWrite onClick={() => setAsking(true)}>
        {say('web.webhooks.remove')}
      </Button>
      {remove.error !== null && <ProblemPanel error={remove.error} />}
      <TypedConfirm
        isOpen={isAsking}
        title={say('web.webhooks.remove.title', { name })}
        text={say('web.webhooks.remove.text')}
        count={1}
        keepLabel={say('web.webhooks.remove.keep')}
        actLabel={say('web.webhooks.remove.act')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          remove.mutate({ params: { sourceId } })
        }}
      />
    </>
  )
}
