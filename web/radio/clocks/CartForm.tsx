import { useState } from 'react'
import type { CartView } from '../../../src/radio/music/pools/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash } from '../use-radio.ts'
import { CartMembers } from './CartMembers.tsx'
import { DaypartChecks } from './DaypartFields.tsx'
import { usePut } from './use-put.ts'
import { routes, type Shelves } from './use-clocks.ts'

interface CartFormProps {
  stationId: number
  shelves: Shelves
  /** Undefined: a new one. */
  cart: CartView | undefined
  onClose: () => void
}

const HOUR_MS = 3_600_000

const draftOf = (cart: CartView | undefined) => ({
  name: cart?.name ?? '',
  order: cart?.order ?? ('rotation' as const),
  hours: cart?.maxAgeMs == null ? '' : String(cart.maxAgeMs / HOUR_MS),
  categoryId: cart?.categoryId ?? null,
  daypartIds: cart?.daypartIds ?? [],
  members: cart?.members ?? [],
})

/** A cart, its order and its members. */
export function CartForm({ stationId, shelves, cart, onClose }: CartFormProps) {
  const say = useWords()
  const [draft, setDraft] = useState(() => draftOf(cart))
  const put = usePut({ add: routes.carts.add, change: routes.carts.change }, cart?.etag, onClose)
  const edit = (more: Partial<ReturnType<typeof draftOf>>) => setDraft({ ...draft, ...more })
  const maxAgeMs = draft.hours.trim() === '' ? null : Math.round(Number(draft.hours) * HOUR_MS)
  const { name, order, categoryId, daypartIds, members } = draft
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={
        name.trim() === '' ? say('web.clocks.needsName') : Number.isNaN(maxAgeMs) ? say('web.clocks.noTime') : null
      }
      error={isClash(put.error) ? null : put.error}
      onSubmit={() =>
        put.send({ stationId, id: cart?.cartId, body: { name, order, maxAgeMs, categoryId, daypartIds, members } })
      }
      onClose={onClose}
    >
      <Clash error={put.error} />
      <TextField
        label={say('web.clocks.name')}
        value={name}
        onChange={(next) => edit({ name: next })}
        hasFocus
        error={fieldError(put.error, '/name')}
      />
      <OrderFields {...{ draft, edit, shelves }} />
      <DaypartChecks
        dayparts={shelves.dayparts}
        daypartIds={daypartIds}
        onChange={(next) => edit({ daypartIds: next })}
      />
      <CartMembers
        {...{ stationId, members }}
        tracks={cart?.tracks ?? []}
        dayparts={shelves.dayparts}
        error={put.error}
        onChange={(next) => edit({ members: next })}
      />
    </DialogForm>
  )
}

interface OrderFieldsProps {
  draft: ReturnType<typeof draftOf>
  edit: (more: Partial<ReturnType<typeof draftOf>>) => void
  shelves: Shelves
}

/** In which order they are heard, and what belongs to it beside its members. */
function OrderFields({ draft: { order, hours: maxAge, categoryId }, edit, shelves }: OrderFieldsProps) {
  const say = useWords()
  return (
    <>
      <ChoiceField
        label={say('web.clocks.order')}
        value={order}
        onChange={(next) => edit({ order: next })}
        options={(['rotation', 'newest'] as const).map((value) => ({ value, label: say(`web.clocks.order.${value}`) }))}
      />
      {order === 'newest' && (
        <TextField
          label={say('web.clocks.maxAge')}
          value={maxAge}
          onChange={(hours) => edit({ hours })}
          isNumeric
          unit="h"
        />
      )}
      <ChoiceField
        label={say('web.clocks.alsoOf')}
        value={categoryId === null ? '' : String(categoryId)}
        onChange={(id) => edit({ categoryId: id === '' ? null : Number(id) })}
        options={[
          { value: '', label: say('web.clocks.membersOnly') },
          ...shelves.categories.map((one) => ({ value: String(one.categoryId), label: one.name })),
        ]}
      />
    </>
  )
}
