import { useState } from 'react'
import type { OrderView } from '../../../src/radio/traffic/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { isClash, useChange } from '../use-radio.ts'
import { CopyFields } from './CopyFields.tsx'
import { bodyOf, draftOf, EMPTY_ORDER, type FieldsProps, type OrderDraft, whyNotOf } from './order-draft.ts'
import { WhatFields, WhenFields } from './OrderFields.tsx'
import { routes } from './use-traffic.ts'

const WIDTH_PX = 680

interface AddOrderProps {
  stationId: number
  isOpen: boolean
  onAdded: (order: OrderView) => void
  onClose: () => void
}

/** A new order. */
export function AddOrder({ isOpen, ...props }: AddOrderProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.traffic.add')} isOpen={isOpen} onClose={props.onClose} widthPx={WIDTH_PX}>
      <Add {...props} />
    </Dialog>
  )
}

function Add({ stationId, onAdded, onClose }: Omit<AddOrderProps, 'isOpen'>) {
  const say = useWords()
  const [draft, setDraft] = useState(EMPTY_ORDER)
  const add = useAct(routes.add, onAdded)
  return (
    <DialogForm
      act={say('web.traffic.add')}
      whyNot={whyNotOf(say, draft)}
      error={add.error}
      onSubmit={() => add.mutate({ params: { stationId }, body: bodyOf(draft) })}
      onClose={onClose}
    >
      <Fields {...{ stationId, draft }} error={add.error} onChange={(more) => setDraft({ ...draft, ...more })} />
    </DialogForm>
  )
}

/** Everything of an order that is there. */
export function ChangeOrder({ orderId, onClose }: { orderId: number | undefined; onClose: () => void }) {
  const say = useWords()
  return (
    <Dialog title={say('web.traffic.change')} isOpen={orderId !== undefined} onClose={onClose} widthPx={WIDTH_PX}>
      {orderId !== undefined && <Read key={orderId} orderId={orderId} onClose={onClose} />}
    </Dialog>
  )
}

function Read({ orderId, onClose }: { orderId: number; onClose: () => void }) {
  const read = useRead(routes.get, { params: { orderId } })
  if (read.data === undefined) return <ReadProblem read={read} />
  return <Change order={read.data} onClose={onClose} />
}

function Change({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const say = useWords()
  const [edit, setEdit] = useState<Partial<OrderDraft>>({})
  const save = useChange(routes.change, order.etag, onClose)
  const draft = { ...draftOf(order), ...edit }
  const body = Object.fromEntries(Object.entries(bodyOf(draft)).filter(([field]) => field in edit))
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={whyNotOf(say, draft)}
      error={isClash(save.error) ? null : save.error}
      onSubmit={() => save.mutate({ params: { orderId: order.orderId }, body })}
      onClose={onClose}
    >
      <Clash error={save.error} />
      <Fields
        stationId={order.stationId}
        draft={draft}
        error={save.error}
        onChange={(more) => setEdit({ ...edit, ...more })}
        isThere
      />
    </DialogForm>
  )
}

function Fields(props: FieldsProps) {
  return (
    <>
      <WhatFields {...props} />
      <WhenFields {...props} />
      <CopyFields {...props} />
    </>
  )
}
