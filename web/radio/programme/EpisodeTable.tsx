import { IconArrowBackUp, IconPlus } from '@tabler/icons-react'
import { AirStatusName, type OwnEpisodeView } from '../../../src/radio/programme/own/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { Column } from '../../parts/table-view.ts'
import { useNow } from '../../parts/use-now.ts'
import { useWords, type Say } from '../../words.ts'
import { Ref } from './EpisodeFacts.tsx'
import { airStatusLook, lengthOf, slotOf } from './episode-look.ts'
import styles from './programme.module.css'
import type { Address, Moves, Shelves, useEpisodes } from './use-programme.ts'

interface EpisodeTableProps {
  station: StationView
  address: Address
  shelves: Shelves
  moves: Moves
  may: boolean
  list: ReturnType<typeof useEpisodes>
  /** How often this person has added, taken out and put back. */
  ownActs: number
  onAdd: () => void
}

const DAY_MS = 86_400_000

/** Episodes, newest first: what each is, its id, how far it came, when it is on air. */
export function EpisodeTable({ station, address, moves, may, list, ownActs, onAdd }: EpisodeTableProps) {
  const say = useWords()
  const { timeZone } = station
  const { isOut } = address
  // The year alone is asked of it.
  const nowMs = Math.floor(useNow() / DAY_MS) * DAY_MS
  const isFiltered = address.text !== '' || address.status !== undefined
  const open = ({ episodeId }: OwnEpisodeView) => address.set({ episode: String(episodeId) })
  return (
    <DataTable
      name={say(isOut ? 'web.programme.episodesOut' : 'web.programme.episodes')}
      columns={columnsOf(say, { timeZone, nowMs, onPutBack: isOut && may ? moves.putBack : undefined })}
      rows={list.items}
      listKey={`${list.key} ${ownActs}`}
      idOf={({ episodeId }) => String(episodeId)}
      nameOf={({ title }) => title}
      keepAs="radio-programme"
      state={list.state}
      {...(list.total === undefined ? {} : { total: list.total })}
      tools={<Tools address={address} />}
      onOpen={open}
      openId={address.episodeId === undefined ? null : String(address.episodeId)}
      onEnd={list.more}
      onKey={may ? (key, row) => actByKey(key, { row, isOut, moves, open }) : undefined}
      empty={
        list.error === null &&
        (isFiltered ? (
          <NoMatch
            title={say('web.programme.noMatch')}
            onClear={() => address.set({ text: undefined, status: undefined })}
          />
        ) : (
          <Nothing {...{ address, may, onAdd }} />
        ))
      }
    />
  )
}

interface KeyAct {
  row: OwnEpisodeView
  isOut: boolean
  moves: Moves
  open: (row: OwnEpisodeView) => void
}

function actByKey(key: string, { row, isOut, moves, open }: KeyAct): boolean {
  if (key === 'e') open(row)
  else if (key === 'Delete' && !isOut) moves.takeOut(row)
  else return false
  return true
}

function Nothing({ address, may, onAdd }: Pick<EpisodeTableProps, 'address' | 'may' | 'onAdd'>) {
  const say = useWords()
  if (address.isOut)
    return <EmptyState title={say('web.programme.noneOut')}>{say('web.programme.noneOut.why')}</EmptyState>
  return (
    <EmptyState
      title={say(address.showId === undefined ? 'web.programme.none' : 'web.programme.noneOfShow')}
      steps={4}
      actions={
        may ? (
          <Button isWrite icon={IconPlus} onClick={onAdd}>
            {say('web.programme.addEpisode')}
          </Button>
        ) : undefined
      }
    >
      {say('web.programme.none.how')}
    </EmptyState>
  )
}

function Tools({ address: { text, status, set } }: { address: Address }) {
  const say = useWords()
  const typed = useTypedText(text, (next) => set({ text: next }))
  return (
    <>
      <div className={styles.search}>
        <TextField name={say('web.programme.search')} placeholder={say('web.programme.search')} {...typed} />
      </div>
      <ChoiceField
        name={say('web.programme.airStatus')}
        value={status ?? ''}
        onChange={(next) => set({ status: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.programme.status.any') },
          ...AirStatusName.options.map((value) => ({ value, label: say(`web.radio.airStatus.${value}`) })),
        ]}
      />
    </>
  )
}

interface Cells {
  timeZone: string
  nowMs: number
  onPutBack: Moves['putBack'] | undefined
}

function columnsOf(say: Say, { timeZone, nowMs, onPutBack }: Cells): Column<OwnEpisodeView>[] {
  return [
    { id: 'title', head: say('web.programme.episode'), cell: (episode) => <Title episode={episode} /> },
    { id: 'ref', head: say('web.programme.ref'), width: '6.5rem', cell: ({ ref }) => <Ref of={ref} /> },
    {
      id: 'status',
      head: say('web.programme.airStatus'),
      width: '7.5rem',
      cell: ({ airStatus }) => <StateChip {...airStatusLook(say, airStatus)} isBare />,
    },
    {
      id: 'time',
      head: say('web.programme.time'),
      width: '8.5rem',
      canHide: true,
      cell: (episode) => <Time {...{ episode, timeZone, nowMs }} />,
    },
    {
      id: 'length',
      head: say('web.programme.length'),
      width: '5.5rem',
      isNumber: true,
      canHide: true,
      cell: (episode) => <Length episode={episode} />,
    },
    onPutBack === undefined
      ? {
          id: 'aired',
          head: say('web.programme.onAir'),
          width: '4.5rem',
          isNumber: true,
          isWideOnly: true,
          canHide: true,
          cell: ({ airCount }) => formatNumber(airCount),
        }
      : {
          id: 'act',
          head: say('web.programme.act'),
          width: '8.5rem',
          cell: (episode) => <PutBack episode={episode} onPutBack={onPutBack} />,
        },
  ]
}

function Title({ episode: { title, showTitle, pendingReview } }: { episode: OwnEpisodeView }) {
  const say = useWords()
  const facts = [showTitle ?? say('web.programme.noShow'), ...(pendingReview ? [say('web.programme.review')] : [])]
  return (
    <span className="col gap2">
      <b className="break">{title}</b>
      <span className="s12 t2 break">{facts.join(', ')}</span>
    </span>
  )
}

function Time({ episode, timeZone, nowMs }: Pick<Cells, 'timeZone' | 'nowMs'> & { episode: OwnEpisodeView }) {
  const say = useWords()
  const { scheduledAt, scheduledEndAt } = episode
  if (scheduledAt === null) return <None />
  const { day, clock } = slotOf(say, { scheduledAt, scheduledEndAt }, { timeZone, nowMs })
  return (
    <span className="num">
      <span className="nowrap">{day}</span> <span className="nowrap t2">{clock}</span>
    </span>
  )
}

/** In rows that are stacked, nothing needs no sign. */
const None = () => <span className="t3 wide-only">–</span>

function Length({ episode }: { episode: OwnEpisodeView }) {
  const say = useWords()
  const { length, note } = lengthOf(say, episode)
  if (length === undefined) return <None />
  return (
    <>
      <span className="nowrap">{length}</span> {note !== undefined && <span className="s12 t3">{note}</span>}
    </>
  )
}

function PutBack({ episode, onPutBack }: { episode: OwnEpisodeView; onPutBack: Moves['putBack'] }) {
  const say = useWords()
  return (
    <Button isSmall isWrite icon={IconArrowBackUp} onClick={() => onPutBack(episode)}>
      {say('web.programme.act.putBack')}
      <span className="sr-only"> {episode.title}</span>
    </Button>
  )
}
