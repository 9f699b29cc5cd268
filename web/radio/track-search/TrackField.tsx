import { Combobox, type ComboboxStore, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { trackRoutes } from '../../../src/radio/tracks/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { FieldError } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import styles from './track-search.module.css'
import { type FoundTrack, TrackOptions } from './TrackOptions.tsx'

const TYPING_MS = 150
const SHOWN = 20
const { routes } = trackRoutes

interface TrackFieldProps {
  stationId: number
  label?: string
  /** The name where no label is shown. */
  name?: string
  /** The one that is chosen; null for none, undefined where each choice is one more of a list. */
  trackId?: number | null
  /** They can't be chosen once more. */
  without?: readonly number[]
  onChoose: (track: FoundTrack) => void
  error?: string | undefined
}

/** A track of the library, found by typing a part of its title or artist; arrows and Enter choose. */
export function TrackField({ stationId, label, name, trackId, without, onChoose, error }: TrackFieldProps) {
  const say = useWords()
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() })
  const [typed, setTyped] = useState<string>()
  const chosen = useTitle(stationId, trackId ?? 0)
  const found = useFound(stationId, typed ?? '', store.dropdownOpened)
  const isOne = trackId !== undefined
  const choose = (value: string) => {
    const track = found.data?.items.find((one) => String(one.trackId) === value)
    if (track !== undefined) onChoose(track)
    setTyped(undefined)
    // For the next of a list one types again: an open list would lie over the buttons of its form.
    store.closeDropdown()
  }
  return (
    <Combobox store={store} onOptionSubmit={choose} transitionProps={{ duration: 0 }}>
      <Combobox.Target>
        <TextInput
          label={label}
          aria-label={name}
          placeholder={say(isOne && chosen === undefined ? 'web.radio.track.choose' : 'web.radio.track.search')}
          value={typed ?? (store.dropdownOpened ? '' : (chosen ?? ''))}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => {
            setTyped(value)
            store.openDropdown()
          }}
          onClick={() => store.openDropdown()}
          onFocus={() => isOne || store.openDropdown()}
          onBlur={() => {
            store.closeDropdown()
            setTyped(undefined)
          }}
          error={error === undefined ? undefined : <FieldError>{error}</FieldError>}
          errorProps={{ component: 'div' as const }}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={styles.dropdown} hidden={found.data === undefined && found.error === null}>
        <Found {...{ found, without, store }} />
      </Combobox.Dropdown>
    </Combobox>
  )
}

interface FoundProps {
  found: ReturnType<typeof useFound>
  without: readonly number[] | undefined
  store: ComboboxStore
}

function Found({ found: { data, error }, without, store }: FoundProps) {
  const say = useWords()
  if (error !== null) return <p className={styles.note}>{error.problem.detail ?? error.problem.title}</p>
  if (data === undefined) return null
  const more = (data.total ?? 0) - data.items.length
  return (
    <>
      <TrackOptions
        tracks={data.items}
        name={say('web.radio.track.list')}
        {...(without === undefined ? {} : { without })}
        onShown={() => store.selectFirstOption()}
      />
      {data.items.length === 0 && (
        <p className={styles.note}>
          {say(data.readAt === null ? 'web.radio.track.neverRead' : 'web.radio.track.none')}
        </p>
      )}
      {more > 0 && <p className={styles.note}>{say('web.radio.track.more', { count: more })}</p>}
    </>
  )
}

const useFound = (stationId: number, typed: string, isEnabled: boolean) => {
  const [text] = useDebouncedValue(typed.trim(), TYPING_MS)
  const query = { state: 'usable' as const, limit: SHOWN, ...(text === '' ? {} : { text }) }
  return useRead(routes.list, { params: { stationId }, query }, { isEnabled })
}

/** Undefined while it is not known, or none is chosen. */
function useTitle(stationId: number, trackId: number): string | undefined {
  const say = useWords()
  const read = useRead(routes.get, { params: { stationId, trackId } }, { isEnabled: trackId > 0 })
  if (trackId === 0) return undefined
  if (read.error !== null) return say('web.radio.track.number', { id: trackId })
  if (read.data?.trackId !== trackId) return undefined
  const { title, artist } = read.data
  return artist === '' ? title : `${title}, ${artist}`
}
