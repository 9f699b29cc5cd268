import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { CartMember, CartView } from '../../../src/radio/music/pools/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash } from '../use-radio.ts'
import styles from './clocks.module.css'
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
  members: cart?.members ?? [],
})

/** A cart, its order and its members. */
export function CartForm({ stationId, shelves, cart, onClose }: CartFormProps) {
  const say = useWords()
  const [draft, setDraft] = useState(() => draftOf(cart))
  const put = usePut({ add: routes.carts.add, change: routes.carts.change }, cart?.etag, onClose)
  const edit = (more: Partial<ReturnType<typeof draftOf>>) => setDraft({ ...draft, ...more })
  const maxAgeMs = draft.hours.trim() === '' ? null : Math.round(Number(draft.hours) * HOUR_MS)
  const { name, order, categoryId, members } = draft
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={
        name.trim() === '' ? say('web.clocks.needsName') : Number.isNaN(maxAgeMs) ? say('web.clocks.noTime') : null
      }
      error={isClash(put.error) ? null : put.error}
      onSubmit={() => put.send({ stationId, id: cart?.cartId, body: { name, order, maxAgeMs, categoryId, members } })}
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
      <ChoiceField
        label={say('web.clocks.order')}
        value={order}
        onChange={(next) => edit({ order: next })}
        options={(['rotation', 'newest'] as const).map((value) => ({ value, label: say(`web.clocks.order.${value}`) }))}
      />
      {order === 'newest' && (
        <TextField
          label={say('web.clocks.maxAge')}
          value={draft.hours}
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
      <Members
        members={members}
        tracks={cart?.tracks ?? []}
        error={put.error}
        onChange={(next) => edit({ members: next })}
      />
    </DialogForm>
  )
}

interface MembersProps {
  members: readonly CartMember[]
  tracks: CartView['tracks']
  error: Error | null
  onChange: (members: CartMember[]) => void
}

function Members({ members, tracks, error, onChange }: MembersProps) {
  const say = useWords()
  const [trackId, setTrackId] = useState('')
  const put = (index: number, more: Partial<CartMember>) =>
    onChange(members.map((one, place) => (place === index ? { ...one, ...more } : one)))
  const move = (index: number, to: number) => {
    const one = members[index]
    if (one !== undefined && to >= 0 && to < members.length) onChange(members.toSpliced(index, 1).toSpliced(to, 0, one))
  }
  const id = /^[1-9]\d{0,8}$/.test(trackId) ? Number(trackId) : null
  return (
    <fieldset className={styles.members}>
      <legend>{say('web.clocks.memberList')}</legend>
      <ol>
        {members.map((member, index) => (
          <Member
            key={member.trackId}
            {...{ member, index, error }}
            track={tracks.find((one) => one.trackId === member.trackId)}
            onChange={(more) => put(index, more)}
            onMove={(to) => move(index, to)}
            onRemove={() => onChange(members.toSpliced(index, 1))}
          />
        ))}
      </ol>
      <div className="row">
        <TextField
          name={say('web.clocks.trackId')}
          placeholder={say('web.clocks.trackId')}
          value={trackId}
          onChange={setTrackId}
          isNumeric
        />
        <Button
          whyNot={id === null || members.some((one) => one.trackId === id) ? say('web.clocks.needsTrack') : null}
          onClick={() => {
            if (id === null) return
            onChange([...members, { trackId: id, weight: 1, from: null, to: null, daypartIds: [] }])
            setTrackId('')
          }}
        >
          {say('web.clocks.addMember')}
        </Button>
      </div>
    </fieldset>
  )
}

interface MemberProps {
  member: CartMember
  track: CartView['tracks'][number] | undefined
  index: number
  error: Error | null
  onChange: (more: Partial<CartMember>) => void
  onMove: (to: number) => void
  onRemove: () => void
}

function Member({ member, track, index, error, onChange, onMove, onRemove }: MemberProps) {
  const say = useWords()
  const name = track?.title ?? say('web.clocks.track', { id: member.trackId })
  return (
    <li>
      <span className="col gap2">
        <b className="cut">{name}</b>
        <span className="s12 t3">
          {track?.artist} {track?.lastHeardAt == null ? say('web.clocks.notHeard') : <Ago at={track.lastHeardAt} />}
        </span>
      </span>
      <TextField
        name={say('web.clocks.weightOf', { name })}
        value={String(member.weight)}
        isNumeric
        onChange={(text) => /^[1-9]\d?$|^100$/.test(text) && onChange({ weight: Number(text) })}
      />
      <TextField
        name={say('web.clocks.flightFrom', { name })}
        placeholder={say('web.clocks.from')}
        value={member.from ?? ''}
        onChange={(from) => onChange({ from: from === '' ? null : from })}
        error={fieldError(error, `/members/${index}/from`)}
      />
      <TextField
        name={say('web.clocks.flightTo', { name })}
        placeholder={say('web.clocks.to')}
        value={member.to ?? ''}
        onChange={(to) => onChange({ to: to === '' ? null : to })}
        error={fieldError(error, `/members/${index}/to`)}
      />
      <span className={styles.acts}>
        <Button look="quiet" isSmall isIconOnly icon={IconArrowUp} onClick={() => onMove(index - 1)}>
          {say('web.clocks.up', { name })}
        </Button>
        <Button look="quiet" isSmall isIconOnly icon={IconArrowDown} onClick={() => onMove(index + 1)}>
          {say('web.clocks.down', { name })}
        </Button>
        <Button look="quiet" isSmall isIconOnly icon={IconX} onClick={onRemove}>
          {say('web.clocks.removeNamed', { name })}
        </Button>
      </span>
    </li>
  )
}
