import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { CartMember, CartView } from '../../../src/radio/music/pools/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { lengthIn } from '../logs/day-view.ts'
import { DayField } from '../planner/ClockFields.tsx'
import { TrackField } from '../track-search/TrackField.tsx'
import type { FoundTrack } from '../track-search/TrackOptions.tsx'
import styles from './clocks.module.css'
import { DaypartChoice } from './DaypartFields.tsx'
import type { Shelves } from './use-clocks.ts'

type KnownTrack = Pick<FoundTrack, 'trackId' | 'title' | 'artist' | 'lengthMs'> & { lastHeardAt?: string | null }

interface CartMembersProps {
  stationId: number
  members: readonly CartMember[]
  tracks: CartView['tracks']
  dayparts: Shelves['dayparts']
  error: Error | null
  onChange: (members: CartMember[]) => void
}

/** The tracks of a cart, in their order, each with its weight and, if it has any, its own days. */
export function CartMembers({ stationId, members, tracks, dayparts, error, onChange }: CartMembersProps) {
  const say = useWords()
  const [added, setAdded] = useState<readonly FoundTrack[]>([])
  const known: readonly KnownTrack[] = [...tracks, ...added]
  const put = (index: number, more: Partial<CartMember>) =>
    onChange(members.map((one, place) => (place === index ? { ...one, ...more } : one)))
  const move = (index: number, to: number) => {
    const one = members[index]
    if (one !== undefined && to >= 0 && to < members.length) onChange(members.toSpliced(index, 1).toSpliced(to, 0, one))
  }
  const add = (track: FoundTrack) => {
    setAdded([...added, track])
    onChange([...members, { trackId: track.trackId, weight: 1, from: null, to: null, daypartIds: [] }])
  }
  return (
    <fieldset className={styles.members}>
      <legend>{say('web.clocks.memberList')}</legend>
      <TrackField
        stationId={stationId}
        name={say('web.clocks.addMember')}
        without={members.map(({ trackId }) => trackId)}
        onChoose={add}
      />
      <ol>
        {members.map((member, index) => (
          <Member
            key={member.trackId}
            {...{ member, index, error, dayparts }}
            track={known.find((one) => one.trackId === member.trackId)}
            onChange={(more) => put(index, more)}
            onMove={(to) => move(index, to)}
            onRemove={() => onChange(members.toSpliced(index, 1))}
          />
        ))}
      </ol>
    </fieldset>
  )
}

interface MemberProps {
  member: CartMember
  track: KnownTrack | undefined
  index: number
  dayparts: Shelves['dayparts']
  error: Error | null
  onChange: (more: Partial<CartMember>) => void
  onMove: (to: number) => void
  onRemove: () => void
}

function Member({ member, track, index, dayparts, error, onChange, onMove, onRemove }: MemberProps) {
  const say = useWords()
  const name = track?.title ?? say('web.radio.track.number', { id: member.trackId })
  return (
    <li>
      <div className={styles.member}>
        <span className="col gap2">
          <b className="break">{name}</b>
          <About track={track} />
        </span>
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
      </div>
      <fieldset className={styles.memberFields}>
        <legend className="sr-only">{name}</legend>
        <TextField
          label={say('web.clocks.weight')}
          value={String(member.weight)}
          isNumeric
          onChange={(text) => /^[1-9]\d?$|^100$/.test(text) && onChange({ weight: Number(text) })}
        />
        <DayField
          label={say('web.clocks.flightFrom')}
          value={member.from ?? ''}
          onChange={(from) => onChange({ from: from === '' ? null : from })}
          error={fieldError(error, `/members/${index}/from`)}
        />
        <DayField
          label={say('web.clocks.flightTo')}
          value={member.to ?? ''}
          onChange={(to) => onChange({ to: to === '' ? null : to })}
          error={fieldError(error, `/members/${index}/to`)}
        />
        <DaypartChoice
          name={say('web.clocks.daypartOf', { name })}
          {...{ dayparts }}
          daypartIds={member.daypartIds}
          onChange={(daypartIds) => onChange({ daypartIds })}
        />
      </fieldset>
    </li>
  )
}

function About({ track }: { track: KnownTrack | undefined }) {
  const say = useWords()
  if (track === undefined) return <span className="s12 tone-warn">{say('web.clocks.notPlayable')}</span>
  const { artist, lengthMs, lastHeardAt } = track
  return (
    <span className="s12 t3">
      {[artist, lengthMs === null ? '' : lengthIn(lengthMs)].filter(Boolean).join(' · ')}
      {lastHeardAt === undefined ? null : ' · '}
      {lastHeardAt === null && say('web.clocks.notHeard')}
      {lastHeardAt != null && <Ago at={lastHeardAt} />}
    </span>
  )
}
