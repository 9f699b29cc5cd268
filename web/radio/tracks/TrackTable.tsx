import type { TrackCountsView, TrackView } from '../../../src/radio/tracks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import type { Column } from '../../parts/table-view.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { clockLength } from './clock-length.ts'
import { TrackFilters } from './TrackFilters.tsx'
import { TypeChip } from './TypeChip.tsx'
import { useTrackChoice } from './use-track-choice.tsx'
import { type Address, useTrackList } from './use-tracks.ts'

interface TrackTableProps {
  stationId: number
  counts: TrackCountsView | undefined
  address: Address
}

/** The tracks of a library: what each is, how long, and whether it can be played. */
export function TrackTable({ stationId, counts, address }: TrackTableProps) {
  const say = useWords()
  const list = useTrackList(stationId, address)
  const may = useMay('jobs:write')
  const { selection, error } = useTrackChoice(stationId, address, list.items)
  const { text, type, isUnmapped, state, genre, measured, isGone } = address
  const isFiltered =
    text !== '' || isUnmapped || isGone || [type, state, genre, measured].some((one) => one !== undefined)
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      {error !== null && <ProblemPanel error={error} />}
      <DataTable
        name={say('web.tracks.tracks')}
        columns={columnsOf(say)}
        rows={list.items}
        listKey={list.key}
        idOf={({ trackId }) => String(trackId)}
        nameOf={({ title }) => title}
        keepAs="radio-tracks"
        state={list.state}
        {...(list.total === undefined ? {} : { total: list.total })}
        tools={<TrackFilters address={address} counts={counts} />}
        onOpen={({ trackId }) => address.set({ track: String(trackId) })}
        openId={address.trackId === undefined ? null : String(address.trackId)}
        onEnd={list.more}
        {...(may ? { selection } : {})}
        empty={
          list.error === null &&
          (isFiltered ? (
            <NoMatch title={say('web.tracks.noMatch')} onClear={address.clear} />
          ) : (
            <EmptyState title={say('web.tracks.none')} steps={4}>
              {say(counts?.lastDone == null ? 'web.tracks.none.unread' : 'web.tracks.none.read')}
            </EmptyState>
          ))
        }
      />
    </>
  )
}

const STATES: Readonly<Record<Exclude<TrackView['state'], 'usable'>, State>> = {
  pending: 'running',
  failed: 'failed',
  missing: 'failed',
}

export function TrackStateChip({ track }: { track: TrackView }) {
  const say = useWords()
  if (track.goneAt !== null) return <StateChip state="cancelled" word={say('web.tracks.state.gone')} isBare />
  // What is well needs no colour.
  if (track.state === 'usable') return <span className="s12 t2">{say('web.tracks.state.usable')}</span>
  return <StateChip state={STATES[track.state]} word={say(`web.tracks.state.${track.state}`)} isBare />
}

function loudnessOf(say: Say, { loudness, measureFailure }: Pick<TrackView, 'loudness' | 'measureFailure'>): string {
  if (loudness === null) return measureFailure === null ? '–' : say('web.tracks.measured.failed.short')
  if (loudness.integratedLufs === null) return say('web.tracks.silent')
  return `${formatNumber(loudness.integratedLufs)} LUFS`
}

function columnsOf(say: Say): Column<TrackView>[] {
  return [
    {
      id: 'title',
      head: say('web.tracks.title'),
      cell: ({ title, artist, fileName }) => (
        <span className="col">
          <span className="break">{title === '' ? fileName : title}</span>
          {artist !== '' && <span className="s12 t2 break">{artist}</span>}
        </span>
      ),
    },
    { id: 'type', head: say('web.tracks.type'), width: '9rem', cell: (track) => <TypeChip {...track} /> },
    {
      id: 'length',
      head: say('web.tracks.length'),
      width: '5rem',
      isNumber: true,
      cell: ({ lengthMs }) => <span className="nowrap num">{clockLength(lengthMs)}</span>,
    },
    {
      id: 'state',
      head: say('web.tracks.state'),
      width: '8rem',
      canHide: true,
      cell: (track) => <TrackStateChip track={track} />,
    },
    {
      id: 'genre',
      head: say('web.tracks.genre'),
      width: '8rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ genre }) => genre,
    },
    {
      id: 'loudness',
      head: say('web.tracks.loudness'),
      width: '7rem',
      isNumber: true,
      canHide: true,
      isWideOnly: true,
      cell: ({ loudness, measureFailure }) => (
        <span className="nowrap num">{loudnessOf(say, { loudness, measureFailure })}</span>
      ),
    },
    {
      id: 'played',
      head: say('web.tracks.played'),
      width: '7rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ playedAt }) => (playedAt === null ? '–' : <Ago at={playedAt} />),
    },
  ]
}
