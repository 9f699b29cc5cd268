import { useDebouncedValue } from '@mantine/hooks'
import { IconGripVertical, IconSearch } from '@tabler/icons-react'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { PaletteItem, ProgrammeShowView } from '../../../src/radio/planner/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords, type Say } from '../../words.ts'
import { fitInWords, fitOf, lengthInWords, usualSlotMs } from './fit.ts'
import styles from './planner.module.css'
import { isOwnRef } from './own-ref.ts'
import { routes } from './use-planner.ts'
import { whenIn } from './use-changes.ts'
import type { Load } from './week-view.ts'

export interface PaletteFilter {
  kind: 'episode' | 'track'
  text: string
  showId: string
  aired: '' | 'never' | 'once' | 'often'
  length: keyof typeof LENGTHS
  /** Also what can't be planned, with the reason. */
  isAll: boolean
  sort: 'newest' | 'title' | 'length' | 'least-aired'
}

const MINUTE_MS = 60_000
const LENGTHS = {
  any: {},
  'to-10': { maxMs: 10 * MINUTE_MS },
  'to-35': { minMs: 10 * MINUTE_MS, maxMs: 35 * MINUTE_MS },
  'to-65': { minMs: 35 * MINUTE_MS, maxMs: 65 * MINUTE_MS },
  longer: { minMs: 65 * MINUTE_MS },
} as const
const PAGE = 50
const TYPING_MS = 200

export const startFilter = (hasCms: boolean): PaletteFilter => ({
  kind: hasCms ? 'episode' : 'track',
  text: '',
  showId: '',
  aired: '',
  length: 'any',
  isAll: false,
  sort: 'newest',
})

interface PaletteProps {
  stationId: number
  timeZone: string
  hasCms: boolean
  shows: readonly ProgrammeShowView[]
  filter: PaletteFilter
  onFilter: (filter: PaletteFilter) => void
  mayPlan: boolean
  onDrag: (press: PointerEvent, load: Load) => void
  onPickUp: (load: Load) => void
  onPlan: (load: Load) => void
}

/** What can be planned: found, filtered, and taken into the calendar. */
export function Palette({ stationId, hasCms, filter, onFilter, shows, ...props }: PaletteProps) {
  const say = useWords()
  const [text] = useDebouncedValue(filter.text, TYPING_MS)
  const { kind, showId, aired, sort } = filter
  const list = useList(routes.palette, {
    params: { stationId },
    query: {
      limit: PAGE,
      kind,
      sort,
      ...(text.trim() === '' ? {} : { text: text.trim() }),
      ...(showId === '' || kind === 'track' ? {} : { showId }),
      ...(aired === '' ? {} : { aired }),
      ...(filter.isAll ? {} : { plannable: 'yes' as const }),
      ...LENGTHS[filter.length],
    },
  })
  const loadOf = (item: PaletteItem): Load => ({
    kind: 'new',
    item,
    showId: kind === 'track' && showId !== '' ? showId : undefined,
  })
  const isFiltered = text !== '' || aired !== '' || filter.length !== 'any' || (showId !== '' && kind === 'episode')
  return (
    <section className={styles.palette} aria-label={say('web.planner.palette')}>
      <TextField
        name={say('web.planner.find')}
        placeholder={say(kind === 'episode' ? 'web.planner.find.episode' : 'web.planner.find.track')}
        value={filter.text}
        onChange={(next) => onFilter({ ...filter, text: next })}
      />
      <Filters hasCms={hasCms} filter={filter} onFilter={onFilter} shows={shows} />
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <span className="s12 t3 num" role="status">
        {list.total !== undefined && say('web.planner.found', { n: formatNumber(list.total), count: list.total })}
      </span>
      <ul className={styles.items}>
        {list.items.map((item) => (
          <PaletteRow key={item.id} item={item} load={loadOf(item)} {...props} />
        ))}
      </ul>
      {list.state !== 'first' && list.error === null && list.items.length === 0 && (
        <Nothing isFiltered={isFiltered} kind={kind} onClear={() => onFilter({ ...startFilter(hasCms), kind })} />
      )}
      {list.hasMore && (
        <Button isSmall onClick={list.more}>
          {say('web.planner.more')}
        </Button>
      )}
    </section>
  )
}

function Nothing({
  isFiltered,
  kind,
  onClear,
}: {
  isFiltered: boolean
  kind: 'episode' | 'track'
  onClear: () => void
}) {
  const say = useWords()
  if (isFiltered) return <NoMatch title={say('web.planner.noMatch')} onClear={onClear} />
  return (
    <EmptyState title={say('web.planner.nothing')} steps={3}>
      {say(kind === 'episode' ? 'web.planner.nothing.episode' : 'web.planner.nothing.track')}
    </EmptyState>
  )
}

type FiltersProps = Pick<PaletteProps, 'hasCms' | 'filter' | 'onFilter' | 'shows'>

function Filters({ hasCms, filter, onFilter, shows }: FiltersProps) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  const set = (edit: Partial<PaletteFilter>) => onFilter({ ...filter, ...edit })
  const none = say(filter.kind === 'episode' ? 'web.planner.allShows' : 'web.planner.showOfWindow')
  return (
    <div className="col gap4">
      <div className="row gap4 wrap">
        {hasCms && (
          <Segmented
            name={say('web.planner.kind')}
            options={optionsOf(['episode', 'track'] as const, (kind) => say(`web.planner.kind.${kind}`))}
            value={filter.kind}
            onChange={(kind) => set({ kind })}
          />
        )}
        <Button isSmall icon={IconSearch} isPressed={isOpen} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say('web.planner.filters')}
        </Button>
      </div>
      {!hasCms && <span className="s12 t3">{say('web.planner.noCms')}</span>}
      {filter.kind === 'track' && (
        <ChoiceField
          label={say('web.planner.forShow')}
          value={filter.showId}
          onChange={(showId) => set({ showId })}
          options={[{ value: '', label: none }, ...shows.map(({ showId, title }) => ({ value: showId, label: title }))]}
        />
      )}
      {isOpen && <MoreFilters filter={filter} set={set} shows={shows} none={none} />}
    </div>
  )
}

interface MoreFiltersProps {
  filter: PaletteFilter
  set: (edit: Partial<PaletteFilter>) => void
  shows: readonly ProgrammeShowView[]
  none: string
}

function MoreFilters({ filter, set, shows, none }: MoreFiltersProps) {
  const say = useWords()
  return (
    <div className="col gap4">
      {filter.kind === 'episode' && (
        <ChoiceField
          label={say('web.planner.show')}
          value={filter.showId}
          onChange={(showId) => set({ showId })}
          options={[{ value: '', label: none }, ...shows.map(({ showId, title }) => ({ value: showId, label: title }))]}
        />
      )}
      <ChoiceField
        label={say('web.planner.aired')}
        value={filter.aired}
        onChange={(aired) => set({ aired })}
        options={optionsOf(['', 'never', 'once', 'often'] as const, (aired) =>
          say(`web.planner.aired.${aired === '' ? 'any' : aired}`),
        )}
      />
      <ChoiceField
        label={say('web.planner.length')}
        value={filter.length}
        onChange={(length) => set({ length })}
        options={optionsOf(Object.keys(LENGTHS) as (keyof typeof LENGTHS)[], (length) =>
          say(`web.planner.length.${length}`),
        )}
      />
      <ChoiceField
        label={say('web.planner.sort')}
        value={filter.sort}
        onChange={(sort) => set({ sort })}
        options={optionsOf(['newest', 'title', 'length', 'least-aired'] as const, (sort) =>
          say(`web.planner.sort.${sort}`),
        )}
      />
      <Segmented
        name={say('web.planner.plannable')}
        options={optionsOf(['yes', 'all'] as const, (value) => say(`web.planner.plannable.${value}`))}
        value={filter.isAll ? 'all' : 'yes'}
        onChange={(value) => set({ isAll: value === 'all' })}
      />
    </div>
  )
}

const optionsOf = <Value extends string>(values: readonly Value[], word: (value: Value) => string) =>
  values.map((value) => ({ value, label: word(value) }))

type RowProps = Pick<PaletteProps, 'timeZone' | 'mayPlan' | 'onDrag' | 'onPickUp' | 'onPlan'> & {
  item: PaletteItem
  load: Load
}

function PaletteRow({ item, load, timeZone, mayPlan, ...props }: RowProps) {
  const say = useWords()
  const canPlan = mayPlan && item.isPlannable
  const facts = factsOf(say, item, timeZone)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || event.altKey || !canPlan) return
    event.preventDefault()
    props.onPickUp(load)
  }
  return (
    <li>
      <button
        type="button"
        className={styles.item}
        data-movable={canPlan || undefined}
        aria-disabled={canPlan ? undefined : true}
        aria-keyshortcuts={canPlan ? 'p' : undefined}
        onClick={() => canPlan && props.onPlan(load)}
        onKeyDown={onKeyDown}
        onPointerDown={(press) => canPlan && props.onDrag(press, load)}
      >
        <Icon of={IconGripVertical} size={14} />
        <span className="row gap4">
          <b className="cut grow">{item.title}</b>
          <span className="s12 t3 num nowrap">{lengthOf(say, item)}</span>
        </span>
        {facts.map((fact) => (
          <span key={fact} className="s12 t2 break">
            {fact}
          </span>
        ))}
      </button>
    </li>
  )
}

const lengthOf = (say: Say, { lengthMs }: PaletteItem): string =>
  lengthMs === null ? say('web.planner.noLength') : lengthInWords(lengthMs)

/** Show and artist, how it fits its usual slot, and when it is or was on air. */
function factsOf(say: Say, item: PaletteItem, timeZone: string): string[] {
  const { lengthMs, airings, nextAiringAt, lastAiringAt, reason, isPlannable } = item
  if (!isPlannable) return [reason?.text ?? say('web.planner.cantPlan')]
  const slotMs = usualSlotMs(lengthMs)
  const fit = fitOf(slotMs, lengthMs)
  const fits = fit.kind === 'exact' || fit.kind === 'unknown'
  const next = nextAiringAt === null ? null : whenIn(Date.parse(nextAiringAt), timeZone)
  const last = lastAiringAt === null ? null : whenIn(Date.parse(lastAiringAt), timeZone)
  const often =
    next !== null
      ? say('web.planner.times.next', { count: airings, when: next })
      : last !== null
        ? say('web.planner.times.last', { count: airings, when: last })
        : say('web.planner.times.never')
  return [
    [isOwnRef(item.episodeId) ? item.episodeId : null, item.showTitle, item.artist].filter(Boolean).join(', '),
    fits ? '' : say('web.planner.usualSlot', { slot: lengthInWords(slotMs), fit: fitInWords(fit) }),
    often,
  ].filter((part) => part !== '')
}
