import { type TrackCountsView, TrackState, TypeCode } from '../../../src/radio/tracks/contract.ts'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords } from '../../words.ts'
import styles from './tracks.module.css'
import { type Address, MEASURED_NAMES, SORT_NAMES, UNMAPPED } from './use-tracks.ts'

interface FiltersProps {
  address: Address
  counts: TrackCountsView | undefined
}

const GONE = 'gone'
const any = (label: string) => ({ value: '', label })
const orNone = (value: string): string | undefined => (value === '' ? undefined : value)

/** Words, type, state, genre, loudness and order: each stands in the address. */
export function TrackFilters({ address, counts }: FiltersProps) {
  const say = useWords()
  const { text, genre, set } = address
  const typed = useTypedText(text, (next) => set({ text: next }))
  const genres = counts?.genres ?? []
  return (
    <>
      <div className={styles.search}>
        <TextField name={say('web.tracks.search')} placeholder={say('web.tracks.search')} {...typed} />
      </div>
      <TypeFilter address={address} counts={counts} />
      <StateFilter address={address} counts={counts} />
      <ChoiceField
        name={say('web.tracks.genre')}
        value={genre ?? ''}
        onChange={(value) => set({ genre: orNone(value) })}
        options={[
          any(say('web.tracks.genre.any')),
          ...genres.map(({ genre: value, count: n }) => ({
            value,
            label: say('web.tracks.withCount', { name: value, n }),
          })),
        ]}
      />
      <ChoiceField
        name={say('web.tracks.loudness')}
        value={address.measured ?? ''}
        onChange={(value) => set({ measured: orNone(value) })}
        options={[
          any(say('web.tracks.measured.any')),
          ...MEASURED_NAMES.map((value) => ({ value, label: say(`web.tracks.measured.${value}`) })),
        ]}
      />
      <OrderChoice address={address} />
    </>
  )
}

function TypeFilter({ address: { type, isUnmapped, set }, counts }: FiltersProps) {
  const say = useWords()
  const countOf = (code: TypeCode): number => counts?.byType.find(({ typeCode }) => typeCode === code)?.count ?? 0
  const named = (name: string, n: number): string => say('web.tracks.withCount', { name, n })
  return (
    <ChoiceField
      name={say('web.tracks.type')}
      value={isUnmapped ? UNMAPPED : (type ?? '')}
      onChange={(value) => set({ type: orNone(value) })}
      options={[
        any(say('web.tracks.type.any')),
        { value: UNMAPPED, label: named(say('web.tracks.unmapped'), counts?.unmapped ?? 0) },
        ...TypeCode.options.map((value) => ({
          value,
          label: named(`${value} ${say(`web.tracks.type.${value}`)}`, countOf(value)),
        })),
      ]}
    />
  )
}

function StateFilter({ address: { state, isGone, set }, counts }: FiltersProps) {
  const say = useWords()
  return (
    <ChoiceField<string>
      name={say('web.tracks.state')}
      value={isGone ? GONE : (state ?? '')}
      onChange={(value) =>
        set(value === GONE ? { gone: 'yes', state: undefined } : { gone: undefined, state: orNone(value) })
      }
      options={[
        any(say('web.tracks.state.any')),
        ...TrackState.options.map((value) => ({ value, label: say(`web.tracks.state.${value}`) })),
        {
          value: GONE,
          label: say('web.tracks.withCount', { name: say('web.tracks.state.gone'), n: counts?.gone ?? 0 }),
        },
      ]}
    />
  )
}

function OrderChoice({ address: { sort, isDown, set } }: Pick<FiltersProps, 'address'>) {
  const say = useWords()
  return (
    <ChoiceField<string>
      name={say('web.tracks.sort')}
      value={isDown ? `${sort} down` : sort}
      onChange={(value) => {
        const [by, order] = value.split(' ')
        set({ sort: by === 'title' ? undefined : by, order })
      }}
      options={SORT_NAMES.flatMap((name) => [
        { value: name, label: say(`web.tracks.sort.${name}`) },
        { value: `${name} down`, label: say(`web.tracks.sortDown.${name}`) },
      ])}
    />
  )
}
