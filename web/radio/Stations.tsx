import { Link } from '@tanstack/react-router'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ConnectionView } from '../../src/connections/contract.ts'
import { stationRoutes, type StationView } from '../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { undoBy } from '../api/undo-by.ts'
import { useAct } from '../api/use-api.ts'
import { formatInZone } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { toast } from '../parts/toast.ts'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { FirstSteps } from './FirstSteps.tsx'
import styles from './radio.module.css'
import { ReadProblem } from './ReadProblem.tsx'
import { StationForm } from './StationForm.tsx'
import { useConnections, useInboxes, useStations } from './use-radio.ts'

/** Broadcasters: each with its zone, its playout library, its programme and its inboxes. */
export function Stations() {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const stations = useStations()
  const inboxes = useInboxes()
  const connections = useConnections()
  const [isAdding, setAdding] = useState(false)
  const items = stations.data?.items ?? []
  const folders = inboxes.data?.items
  const isEmpty = stations.data?.items.length === 0 && stations.error === null
  const add = mayWrite && items.length > 0 && (
    <Button isWrite icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.radio.station.add')}
    </Button>
  )
  return (
    <Page
      title={say('web.nav.radio.stations')}
      subtitle={say('web.radio.station.subtitle')}
      actions={add === false ? undefined : add}
    >
      {[stations, inboxes, connections].map((read, index) => (
        <ReadProblem key={index} read={read} />
      ))}
      {isEmpty && folders !== undefined && connections.data !== undefined && (
        <FirstSteps connections={connections.data.items} stations={items} inboxes={folders} />
      )}
      {items.length > 0 && (
        <Panel name={say('web.nav.radio.stations')}>
          <PanelRows>
            {items.map((station) => (
              <StationRow
                key={station.stationId}
                station={station}
                library={connections.data?.items.find((one) => one.connectionId === station.libraryConnectionId)}
                cms={connections.data?.items.find((one) => one.connectionId === station.cmsConnectionId)}
                folders={folders?.filter(({ stationId }) => stationId === station.stationId).length}
              />
            ))}
          </PanelRows>
        </Panel>
      )}
      <StationForm isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}

interface StationRowProps {
  station: StationView
  /** Undefined when it has none, or it is not known. */
  library: ConnectionView | undefined
  /** With its programme; undefined when it has none, or it is not known. */
  cms: ConnectionView | undefined
  /** How many inboxes it has, once that is known. */
  folders: number | undefined
}

function StationRow({ station, library, cms, folders }: StationRowProps) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const nowMs = useNow() + useConnection().serverAheadMs
  const { remove, error } = useRemove(station)
  const { name, timeZone } = station
  return (
    <div className="col">
      <div className={styles.station}>
        <span className="col gap2">
          <b className="break">{name}</b>
          <span className="s12 t3 num">
            {say('web.radio.station.now', { zone: timeZone, ...formatInZone(nowMs, timeZone) })}
          </span>
        </span>
        <span className="col gap4">
          <LibraryCell station={station} library={library} />
          <ProgrammeLine station={station} cms={cms} />
        </span>
        <span className="s12">
          {folders !== undefined && folders > 0 && (
            <Link to="/radio/inbox">{say('web.radio.station.inboxes', { count: folders })}</Link>
          )}
          {folders === 0 && <span className="t3">{say('web.radio.station.noInbox')}</span>}
        </span>
        {mayWrite && <Acts station={station} folders={folders} onRemove={remove} />}
      </div>
      {error !== null && <ProblemPanel error={error} />}
    </div>
  )
}

function useRemove(station: StationView) {
  const say = useWords()
  const { stationId, name, timeZone, libraryConnectionId, cmsConnectionId, keepsProgramme } = station
  const body = { name, timeZone, libraryConnectionId, cmsConnectionId, keepsProgramme }
  const add = useAct(stationRoutes.routes.add)
  const remove = useAct(stationRoutes.routes.remove, () =>
    toast({
      title: say('web.radio.station.removed', { name }),
      onUndo: undoBy(() => add.mutateAsync({ body })),
    }),
  )
  return { remove: () => remove.mutate({ params: { stationId } }), error: remove.error }
}

const LIBRARY_STATES = { well: 'done', untested: 'ready', failing: 'failed', off: 'off' } as const

function LibraryCell({ station, library }: Pick<StationRowProps, 'station' | 'library'>) {
  const say = useWords()
  if (station.libraryConnectionId === null)
    return <StateChip state="needsYou" word={say('web.radio.station.noLibrary')} isBare />
  if (library === undefined) return <span className="s12 t3">–</span>
  return (
    <span className="col gap2">
      <span className="row wrap gap4 s13">
        {library.name}
        <StateChip state={LIBRARY_STATES[library.state]} word={say(`web.radio.library.${library.state}.word`)} isBare />
      </span>
      {library.state === 'failing' && library.problem !== null && (
        <span className="s12 t2">{library.problem.text}</span>
      )}
    </span>
  )
}

function ProgrammeLine({ station, cms }: Pick<StationRowProps, 'station' | 'cms'>) {
  const say = useWords()
  if (station.keepsProgramme)
    return (
      <span className="s12 t2">
        {say('web.radio.station.programme.at')}{' '}
        <Link to="/radio/programme" search={{ station: String(station.stationId) }}>
          {say('web.radio.station.programme.here')}
        </Link>
      </span>
    )
  if (station.cmsConnectionId === null)
    return <span className="s12 t3">{say('web.radio.station.programme.nowhere')}</span>
  return (
    <span className="s12 t2">
      {say('web.radio.station.programme.at')} {cms?.name ?? '–'}
    </span>
  )
}

interface ActsProps {
  station: StationView
  folders: number | undefined
  onRemove: () => void
}

function Acts({ station, folders = 0, onRemove }: ActsProps) {
  const say = useWords()
  const [isChanging, setChanging] = useState(false)
  const whyNot = folders > 0 ? say('web.radio.station.hasInboxes', { count: folders }) : null
  return (
    <span className="row gap4 end">
      <Button isSmall icon={IconPencil} onClick={() => setChanging(true)}>
        {say('web.radio.station.change')}
      </Button>
      <Button isSmall isWrite look="quiet" whyNot={whyNot} onClick={onRemove}>
        {say('web.radio.station.remove')}
      </Button>
      <StationForm station={station} isOpen={isChanging} onClose={() => setChanging(false)} />
    </span>
  )
}
