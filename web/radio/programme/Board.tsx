import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState, type ReactNode } from 'react'
import type { OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { EDIT_KEYS, NO_KEYS } from '../../parts/act-keys.ts'
import { useKeys, type KeyBinding } from '../../parts/keyboard.ts'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import type { BoardProps } from '../StationScreen.tsx'
import { CsvMenu } from './CsvMenu.tsx'
import { AddEpisode, ChangeEpisode } from './EpisodeForm.tsx'
import { EpisodeTable } from './EpisodeTable.tsx'
import styles from './programme.module.css'
import { AddShow } from './ShowForm.tsx'
import { ShowList } from './ShowList.tsx'
import { ShowHead, ShowsOut } from './ShowPanels.tsx'
import { ToPlanner } from './ToPlanner.tsx'
import { useEpisodes, useMoves, useShelves, type Address, type Moves, type Shelves } from './use-programme.ts'

/** Shows at the left, their episodes beside them, and the forms of both. */
export function Board({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const may = useMay('files:move')
  const { stationId, name, timeZone } = station
  const shelves = useShelves(stationId)
  // What a person adds or puts back does not wait behind "new": they want to see it.
  const [ownActs, setOwnActs] = useState(0)
  const moves = useMoves({ onMoved: () => setOwnActs((count) => count + 1) })
  const dialogs = useDialogs()
  const show = shelves.shows.find(({ showId }) => showId === address.showId)
  const unread = shelves.reads.find(({ error }) => error !== null)
  useKeys(useBoardKeys({ may, hasShow: show !== undefined, onAdd: dialogs.openAdd }))
  return (
    <Page
      title={say('web.nav.radio.programme')}
      subtitle={say('web.programme.subtitle', { name, zone: timeZone })}
      actions={<Actions {...{ station, picker, may }} onAdd={dialogs.openAdd} />}
    >
      {children}
      {unread !== undefined && <ReadProblem read={unread} />}
      <div className={styles.board}>
        <ShowList {...{ shelves, address, may }} onAdd={dialogs.openAddShow} />
        <div className="col gap16">
          <Refusal {...{ moves, station, address }} />
          <Heads {...{ shelves, show, address, moves, may }} />
          <Episodes {...{ station, address, shelves, moves, may, ownActs }} onAdd={dialogs.openAdd} />
        </div>
      </div>
      <Dialogs {...{ station, address, shelves, moves, dialogs }} onAdded={() => setOwnActs((count) => count + 1)} />
    </Page>
  )
}

function useDialogs() {
  const [open, setOpen] = useState<'episode' | 'show' | undefined>()
  return useMemo(
    () => ({
      open,
      openAdd: () => setOpen('episode'),
      openAddShow: () => setOpen('show'),
      close: () => setOpen(undefined),
    }),
    [open],
  )
}

interface BoardKeys {
  may: boolean
  hasShow: boolean
  onAdd: () => void
}

function useBoardKeys({ may, hasShow, onAdd }: BoardKeys): readonly KeyBinding[] {
  return useMemo(() => {
    if (!may) return NO_KEYS
    const add: KeyBinding = { keys: 'n', label: 'web.programme.addEpisode', run: onAdd }
    const takeOut: KeyBinding = { keys: 'Delete', label: 'web.programme.act.takeOut' }
    return [add, takeOut, ...(hasShow ? EDIT_KEYS : [{ keys: 'e', label: 'web.keys.edit' } as const])]
  }, [may, hasShow, onAdd])
}

interface ActionsProps {
  station: StationView
  picker: ReactNode
  may: boolean
  onAdd: () => void
}

function Actions({ station, picker, may, onAdd }: ActionsProps) {
  const say = useWords()
  return (
    <>
      {picker}
      <CsvMenu station={station} mayImport={may} />
      {may && (
        <Button look="primary" isWrite icon={IconPlus} keys="n" onClick={onAdd}>
          {say('web.programme.addEpisode')}
        </Button>
      )}
    </>
  )
}

interface PartProps {
  station: StationView
  address: Address
  shelves: Shelves
  moves: Moves
  may: boolean
}

/** Why something was not taken out or put back; a form says it itself. */
function Refusal({ moves, station, address }: Pick<PartProps, 'moves' | 'station' | 'address'>) {
  if (moves.error === null || address.episodeId !== undefined) return null
  return (
    <div className="col">
      <ProblemPanel error={moves.error} />
      <ToPlanner error={moves.error} station={station} episode={undefined} />
    </div>
  )
}

function Heads({ shelves, show, address, moves, may }: Omit<PartProps, 'station'> & { show: OwnShowView | undefined }) {
  if (address.isOut) return <ShowsOut shows={shelves.showsOut} moves={moves} may={may} />
  if (show === undefined) return null
  return (
    <ShowHead key={show.showId} show={show} moves={moves} may={may} onGone={() => address.set({ show: undefined })} />
  )
}

function Episodes({
  station,
  address,
  shelves,
  moves,
  may,
  ownActs,
  onAdd,
}: PartProps & { ownActs: number; onAdd: () => void }) {
  const list = useEpisodes(station.stationId, address)
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <EpisodeTable {...{ station, address, shelves, moves, may, list, ownActs, onAdd }} />
    </>
  )
}

interface DialogsProps extends Omit<PartProps, 'may'> {
  dialogs: ReturnType<typeof useDialogs>
  onAdded: () => void
}

function Dialogs({ station, address, shelves, moves, dialogs, onAdded }: DialogsProps) {
  const { shows } = shelves
  return (
    <>
      <AddEpisode
        {...{ station, shows }}
        given={address.showId === undefined ? {} : { showId: String(address.showId) }}
        isOpen={dialogs.open === 'episode'}
        onAdded={() => {
          dialogs.close()
          onAdded()
        }}
        onClose={dialogs.close}
      />
      <ChangeEpisode
        {...{ station, shows, moves }}
        episodeId={address.episodeId}
        onClose={() => {
          moves.forget()
          address.set({ episode: undefined })
        }}
      />
      <AddShow
        stationId={station.stationId}
        isOpen={dialogs.open === 'show'}
        onAdded={(show) => {
          dialogs.close()
          address.set({ show: String(show.showId), out: undefined })
        }}
        onClose={dialogs.close}
      />
    </>
  )
}
