import { useNavigate } from '@tanstack/react-router'
import { IconLock } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import { formatDuration, formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { Column, TableSelection } from '../../parts/table-view.ts'
import { useWords, type Say } from '../../words.ts'
import { Poster } from './Poster.tsx'
import { flagOf, knownState, linesWord } from './title-look.ts'
import styles from './titles.module.css'
import { PAGE } from './title-pages.ts'
import type { TitleList as List } from './use-title-pages.ts'

interface TitleListProps {
  list: List
  libraries: readonly LibraryView[]
  selection: TableSelection
  empty: ReactNode
}

/** The same titles as rows. */
export function TitleList({ list, libraries, selection, empty }: TitleListProps) {
  const say = useWords()
  const navigate = useNavigate()
  const columns = useMemo(() => columnsOf(say, libraries), [say, libraries])
  const { items, total, look } = list
  return (
    <DataTable
      name={say('web.nav.library.titles')}
      columns={columns}
      rows={items}
      listKey={list.key}
      idOf={({ titleId }) => String(titleId)}
      nameOf={({ title }) => title}
      keepAs="titles"
      state={list.state}
      {...(total === null ? {} : { total })}
      selection={selection}
      onOpen={({ titleId }) => void navigate({ to: '/library/titles/$titleId', params: { titleId: String(titleId) } })}
      onEnd={() => look({ from: Math.max(0, items.length - PAGE), to: items.length })}
      empty={empty}
    />
  )
}

const THUMB = { widthPx: 26, heightPx: 39 }

function columnsOf(say: Say, libraries: readonly LibraryView[]): Column<TitleView>[] {
  const names = new Map(libraries.map(({ libraryId, name }) => [libraryId, name]))
  return [
    {
      id: 'title',
      head: say('web.library.column.title'),
      cell: (title) => (
        <span className="row">
          <span className={styles.thumb}>
            <Poster title={title} {...THUMB} />
          </span>
          <span className="cut">{title.title}</span>
          {title.isLocked && <Icon of={IconLock} size={13} />}
        </span>
      ),
    },
    { id: 'year', head: say('web.library.year'), width: '4.5rem', isNumber: true, cell: ({ year }) => year ?? '' },
    {
      id: 'state',
      head: say('web.library.column.state'),
      width: '11rem',
      cell: (title) => <TitleState title={title} />,
    },
    {
      id: 'library',
      head: say('web.library.column.library'),
      width: '8rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ libraryId }) => <span className="cut">{names.get(libraryId) ?? ''}</span>,
    },
    ...furtherColumns(say),
  ]
}

/** What is hidden first. */
const furtherColumns = (say: Say): Column<TitleView>[] => [
  {
    id: 'lines',
    head: say('web.library.lines'),
    width: '5.5rem',
    canHide: true,
    isWideOnly: true,
    isNumber: true,
    cell: ({ lines }) => (lines === null ? '' : linesWord(lines)),
  },
  {
    id: 'length',
    head: say('web.library.column.length'),
    width: '6rem',
    canHide: true,
    isWideOnly: true,
    isNumber: true,
    cell: ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs)),
  },
  {
    id: 'rating',
    head: say('library.fact.ratings'),
    width: '4.5rem',
    canHide: true,
    isWideOnly: true,
    isNumber: true,
    cell: ({ rating }) => (rating === null ? '' : formatNumber(rating)),
  },
  {
    id: 'added',
    head: say('web.library.column.added'),
    width: '7.5rem',
    canHide: true,
    cell: ({ addedAt }) => <Ago at={addedAt} />,
  },
]

function TitleState({ title }: { title: TitleView }) {
  const say = useWords()
  const flag = flagOf(say, title)
  if (flag === undefined)
    return <StateChip state={knownState(title)} word={say(`web.library.state.${title.state}`)} isBare />
  const state = flag.tone === 'bad' ? 'failed' : flag.tone === 'warn' ? 'needsYou' : 'off'
  return <StateChip state={state} word={flag.word} isBare />
}
