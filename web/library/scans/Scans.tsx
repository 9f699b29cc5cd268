import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconRefresh } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatDuration, formatNumber, formatSaid } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { Column } from '../../parts/table-view.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { Actor } from '../../session/Actor.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords, type Say } from '../../words.ts'
import { FirstSteps } from '../libraries/FirstSteps.tsx'
import { idOf, SCANS, scans, useLibraries } from '../use-library.ts'
import { scanState } from './phase-look.ts'
import { StartScan } from './StartScan.tsx'

/** One that is under way tells no event with each folder. */

/** What was looked through, the newest first. */
export function Scans() {
  const say = useWords()
  const may = useMay('jobs:write')
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/library/scans' })
  const libraryId = idOf(search['library'])
  const read = useLibraries()
  const libraries = read.data?.items ?? []
  const [first] = libraries
  const [isStarting, setStarting] = useState(false)
  const open = (scanId: number) => void navigate({ to: '/library/scans/$scanId', params: { scanId: String(scanId) } })
  const setLibrary = (id: string) =>
    void navigate({ to: '/library/scans', search: { library: id === '' ? undefined : id }, replace: true })
  return (
    <Page
      title={say('web.nav.library.scans')}
      subtitle={say('web.library.scans.subtitle')}
      actions={
        may && first !== undefined ? (
          <Button look="primary" isWrite icon={IconRefresh} onClick={() => setStarting(true)}>
            {say('web.library.scan.start')}
          </Button>
        ) : undefined
      }
    >
      <ReadProblem read={read} />
      {read.data?.items.length === 0 ? (
        <FirstSteps onAdded={(library) => setLibrary(String(library.libraryId))} />
      ) : (
        <ScanTable libraryId={libraryId} libraries={libraries} onLibrary={setLibrary} onOpen={open} />
      )}
      {first !== undefined && (
        <StartScan
          library={libraries.find((one) => one.libraryId === libraryId) ?? first}
          libraries={libraries}
          isOpen={isStarting}
          onClose={() => setStarting(false)}
          onStarted={open}
        />
      )}
    </Page>
  )
}

interface ScanTableProps {
  libraryId: number | undefined
  libraries: readonly LibraryView[]
  onLibrary: (libraryId: string) => void
  onOpen: (scanId: number) => void
}

function ScanTable({ libraryId, libraries, onLibrary, onOpen }: ScanTableProps) {
  const say = useWords()
  const list = useList(
    scans.list,
    { query: { limit: 50, ...(libraryId === undefined ? {} : { libraryId }) } },
    { follows: SCANS },
  )
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.library.scans')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={({ scanId }) => String(scanId)}
        nameOf={({ libraryName, scanId }) => `${libraryName} ${scanId}`}
        keepAs="scans"
        state={list.state}
        onEnd={list.more}
        onOpen={({ scanId }) => onOpen(scanId)}
        tools={
          libraries.length > 1 && (
            <ChoiceField
              name={say('web.library.column.library')}
              value={libraryId === undefined ? '' : String(libraryId)}
              onChange={onLibrary}
              options={[
                { value: '', label: say('web.library.all') },
                ...libraries.map((one) => ({ value: String(one.libraryId), label: one.name })),
              ]}
            />
          )
        }
        empty={
          libraryId === undefined ? (
            <EmptyState title={say('web.library.scans.none')} steps={5}>
              {say('web.library.scans.none.how')}
            </EmptyState>
          ) : (
            <NoMatch title={say('web.library.scans.none')} onClear={() => onLibrary('')} />
          )
        }
      />
    </>
  )
}

function columnsOf(say: Say): Column<ScanView>[] {
  return [
    {
      id: 'what',
      head: say('web.library.scan'),
      cell: ({ libraryName, mode, folder }) => (
        <span className="col gap2">
          <b className="cut">{libraryName}</b>
          <span className={`s12 t2 ${folder === null ? '' : 'mono'} cut`}>
            {folder ?? say(`web.library.mode.${mode}`)}
          </span>
        </span>
      ),
    },
    { id: 'state', head: say('web.library.column.state'), width: '15rem', cell: (scan) => <ScanState scan={scan} /> },
    {
      id: 'found',
      head: say('web.library.scan.found'),
      width: '15rem',
      canHide: true,
      cell: (scan) => <span className="s12 t2">{foundInWords(say, scan)}</span>,
    },
    {
      id: 'by',
      head: say('web.library.scan.by'),
      width: '8rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ actor }) => <Actor id={actor} />,
    },
    { id: 'when', head: say('web.library.scan.when'), width: '7rem', cell: ({ startedAt }) => <Ago at={startedAt} /> },
    {
      id: 'took',
      head: say('web.library.scan.took'),
      width: '6rem',
      canHide: true,
      isNumber: true,
      isWideOnly: true,
      cell: ({ startedAt, endedAt }) =>
        endedAt === null ? '' : formatDuration(Date.parse(endedAt) - Date.parse(startedAt)),
    },
  ]
}

function ScanState({ scan }: { scan: ScanView }) {
  const say = useWords()
  const { outcome, phase, reason } = scan
  const word =
    outcome === null && phase !== 'ended'
      ? say(`library.scan.phase.${phase}`)
      : say(`web.library.scan.outcome.${outcome ?? 'done'}`)
  return (
    <span className="col gap2">
      <StateChip state={scanState(scan)} word={word} isBare />
      {reason !== null && <span className="s12 t2">{formatSaid(reason)}</span>}
    </span>
  )
}

const FOUND = ['titles.added', 'titles.changed', 'titles.missing', 'folders.failed'] as const

/** `3 new, 1 changed`; what was not found is not told. */
export function foundInWords(say: Say, { counts }: Pick<ScanView, 'counts'>): string {
  const words = FOUND.filter((name) => (counts[name] ?? 0) > 0).map((name) =>
    say(`web.library.count.${name}`, { count: counts[name] ?? 0, n: formatNumber(counts[name] ?? 0) }),
  )
  return words.length === 0 ? say('web.library.count.nothingNew') : words.join(', ')
}
