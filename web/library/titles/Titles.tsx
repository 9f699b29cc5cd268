import { Link, useNavigate } from '@tanstack/react-router'
import { IconFolder, IconRefresh } from '@tabler/icons-react'
import { useMemo, useState, type ReactNode } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { BulkBar } from '../../parts/BulkBar.tsx'
import { Button } from '../../parts/Button.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useNow } from '../../parts/use-now.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FirstSteps } from '../libraries/FirstSteps.tsx'
import { holdsInWords } from '../libraries/LibraryRow.tsx'
import { StartScan } from '../scans/StartScan.tsx'
import { titlesOf, useLibraries, useScanNow } from '../use-library.ts'
import { Side } from './Side.tsx'
import { TitleGrid } from './TitleGrid.tsx'
import { TitleList } from './TitleList.tsx'
import styles from './titles.module.css'
import { Tools } from './Tools.tsx'
import { useTitleChoice } from './use-title-choice.tsx'
import { useTitlePages } from './use-title-pages.ts'
import { type Address, countFilters, queryOf, routes, startOfDay, useAddress } from './use-titles.ts'

/** Facets tell of changes that have no event, too. */
const LOOK_EVERY_MS = 60_000
const POSTER_RATIO = 1.5

/** Films, series and artists of the libraries, as posters or rows. */
export function Titles() {
  const say = useWords()
  const address = useAddress()
  const read = useLibraries()
  const items = read.data?.items ?? []
  const library =
    items.find(({ libraryId }) => libraryId === address.libraryId) ?? (items.length === 1 ? items[0] : undefined)
  const isEmpty = read.data?.items.length === 0
  return (
    <Page
      title={library?.name ?? say('web.nav.library.titles')}
      subtitle={<Subtitle items={items} library={library} />}
      actions={library === undefined ? undefined : <ScanActs library={library} />}
    >
      <ReadProblem read={read} />
      {isEmpty ? (
        <FirstSteps onAdded={({ libraryId }) => address.set({ library: String(libraryId) })} />
      ) : (
        read.data !== undefined && <Listing address={address} libraries={items} library={library} />
      )}
    </Page>
  )
}

function Subtitle({ items, library }: { items: readonly LibraryView[]; library: LibraryView | undefined }) {
  const say = useWords()
  if (library === undefined) return <>{say('web.library.titles.subtitle', { count: items.length })}</>
  return (
    <span className="row wrap gap4">
      <span>{holdsInWords(say, library)}</span>
      {library.scanId !== null && (
        <Link to="/library/scans/$scanId" params={{ scanId: String(library.scanId) }}>
          {say('web.library.scanning')}
        </Link>
      )}
    </span>
  )
}

function ScanActs({ library }: { library: LibraryView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const toScan = (scanId: number) => void navigate({ to: '/library/scans/$scanId', params: { scanId: String(scanId) } })
  const scan = useScanNow(toScan)
  if (!may) return null
  return (
    <>
      <Button icon={IconFolder} onClick={() => setOpen(true)}>
        {say('web.library.scanFolder')}
      </Button>
      <Button
        isWrite
        icon={IconRefresh}
        whyNot={library.scanId === null ? null : say('web.library.scan.underWay')}
        onClick={() => scan.start(library)}
      >
        {say('web.library.scanNow')}
      </Button>
      {scan.error !== null && <ProblemPanel error={scan.error} />}
      <StartScan library={library} isOpen={isOpen} onClose={() => setOpen(false)} onStarted={toScan} />
    </>
  )
}

interface ListingProps {
  address: Address
  libraries: readonly LibraryView[]
  library: LibraryView | undefined
}

function Listing({ address, libraries, library }: ListingProps) {
  const say = useWords()
  const today = startOfDay(useNow())
  const filters = useMemo(() => queryOf(address, today), [address, today])
  const facets = useRead(routes.facets, { query: filters }, { everyMs: LOOK_EVERY_MS })
  const list = useTitlePages(
    { ...filters, sort: address.sort, order: address.isDown ? 'down' : 'up' },
    facets.dataUpdatedAt,
  )
  const { selection, toggle, error, left } = useTitleChoice({ filters, total: list.total, titles: list.items })
  const side = <Side address={address} libraries={libraries} facets={facets.data} />
  const all = libraries
    .filter(({ libraryId }) => address.libraryId === undefined || libraryId === address.libraryId)
    .reduce((sum, one) => sum + titlesOf(one), 0)
  const isNothing = list.total === 0 && list.items.length === 0
  const empty = <NoTitles address={address} library={library} />
  return (
    <div className={styles.page}>
      <aside className={styles.side} aria-label={say('web.library.filter')}>
        {side}
      </aside>
      <div className="col gap12">
        <Tools address={address} total={list.total} all={all} side={side} />
        {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
        {error !== null && <ProblemPanel error={error} />}
        {left !== null && (
          <span className="s13 t2" role="status">
            {say('web.library.together.left', { count: left.count })} {left.reason}
          </span>
        )}
        {address.isList ? (
          <TitleList list={list} libraries={libraries} selection={selection} empty={empty} />
        ) : isNothing ? (
          <Panel name={say('web.nav.library.titles')}>{empty}</Panel>
        ) : (
          <>
            <TitleGrid
              key={address.isGone ? 'gone' : 'here'}
              list={list}
              ratio={library?.kind === 'music' ? 1 : POSTER_RATIO}
              chosen={selection.ids}
              onChoose={toggle}
            />
            <BulkBar selection={selection} total={list.total ?? undefined} loaded={list.items.length} />
          </>
        )}
      </div>
    </div>
  )
}

/** Nothing matches; or nothing was found yet, and how it is. */
function NoTitles({ address, library }: { address: Address; library: LibraryView | undefined }): ReactNode {
  const say = useWords()
  if (countFilters(address.search) > 0 || address.text !== '')
    return <NoMatch title={say('web.library.noMatch')} onClear={address.clear} />
  return (
    <EmptyState title={say('web.library.noTitles')} steps={5}>
      {say(library?.scanId == null ? 'web.library.noTitles.scan' : 'web.library.noTitles.scanning')}
    </EmptyState>
  )
}
