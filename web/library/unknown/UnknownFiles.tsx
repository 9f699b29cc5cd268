import { Link } from '@tanstack/react-router'
import { useSearchOf } from '../../shell/use-search-of.ts'
import { useMemo } from 'react'
import { FILE_KINDS, type UnknownFileView } from '../../../src/library/scan/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatBytes } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import type { Column } from '../../parts/table-view.ts'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords, type Say } from '../../words.ts'
import { idOf, scans, useLibraries } from '../use-library.ts'
import { useFileChoice } from './use-file-choice.tsx'
import styles from './unknown.module.css'

/** Files beside the media of which nothing tells what they are; a person says it once. */
export function UnknownFiles() {
  const say = useWords()
  const address = useAddress()
  const { libraryId, which, kind, text } = address
  const list = useList(scans.unknownFiles, {
    query: {
      limit: 100,
      which,
      ...(libraryId === undefined ? {} : { libraryId }),
      ...(kind === undefined ? {} : { kind }),
      ...(text === '' ? {} : { text }),
    },
  })
  const columns = useMemo(() => columnsOf(say), [say])
  const { selection, error } = useFileChoice(which, JSON.stringify([which, libraryId, kind, text]))
  const isFiltered = kind !== undefined || text !== '' || libraryId !== undefined
  return (
    <Page title={say('web.nav.library.unknown')} subtitle={say('web.library.unknown.subtitle')}>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      {error !== null && <ProblemPanel error={error} />}
      <DataTable
        name={say('web.nav.library.unknown')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={({ fileId }) => String(fileId)}
        nameOf={({ relPath }) => relPath}
        keepAs="unknown-files"
        state={list.state}
        {...(list.total === undefined ? {} : { total: list.total })}
        selection={selection}
        onEnd={list.more}
        tools={<Tools {...address} />}
        empty={
          isFiltered ? (
            <NoMatch title={say('web.library.unknown.noMatch')} onClear={address.clear} />
          ) : (
            <EmptyState title={say(`web.library.unknown.none.${which}`)} steps={3}>
              {say(`web.library.unknown.none.${which}.why`)}
            </EmptyState>
          )
        }
      />
    </Page>
  )
}

type Which = 'unknown' | 'ignored'

function useAddress() {
  const { search, set } = useSearchOf('/library/unknown-files')
  const which: Which = search['which'] === 'ignored' ? 'ignored' : 'unknown'
  return {
    libraryId: idOf(search['library']),
    which,
    kind: FILE_KINDS.find((name) => name === search['kind']),
    text: search['text'] ?? '',
    set,
    clear: () => set({ library: undefined, kind: undefined, text: undefined }),
  }
}

function Tools({ libraryId, which, kind, text, set }: ReturnType<typeof useAddress>) {
  const say = useWords()
  const typed = useTypedText(text, (next) => set({ text: next }))
  const libraries = useLibraries().data?.items ?? []
  return (
    <>
      <div className={styles.search}>
        <TextField
          name={say('web.library.unknown.search')}
          placeholder={say('web.library.unknown.search')}
          {...typed}
        />
      </div>
      <Segmented<Which>
        name={say('web.library.unknown.which')}
        value={which}
        onChange={(next) => set({ which: next === 'ignored' ? next : undefined })}
        options={[
          { value: 'unknown', label: say('web.library.unknown.open') },
          { value: 'ignored', label: say('web.library.unknown.ignored') },
        ]}
      />
      <ChoiceField<string>
        name={say('web.library.unknown.kind')}
        value={kind ?? ''}
        onChange={(next) => set({ kind: next === '' ? undefined : next })}
        options={[
          { value: '', label: say('web.library.unknown.anyKind') },
          ...FILE_KINDS.map((value) => ({ value, label: say(`web.library.fileKind.${value}`) })),
        ]}
      />
      {libraries.length > 1 && (
        <ChoiceField
          name={say('web.library.column.library')}
          value={libraryId === undefined ? '' : String(libraryId)}
          onChange={(next) => set({ library: next === '' ? undefined : next })}
          options={[
            { value: '', label: say('web.library.all') },
            ...libraries.map((one) => ({ value: String(one.libraryId), label: one.name })),
          ]}
        />
      )}
    </>
  )
}

function columnsOf(say: Say): Column<UnknownFileView>[] {
  return [
    {
      id: 'path',
      head: say('web.library.unknown.file'),
      cell: ({ relPath }) => (
        <span className="col gap2">
          <span className="mono s12 break">{relPath.slice(relPath.lastIndexOf('/') + 1)}</span>
          <span className="mono s12 t3 cut">{relPath.slice(0, Math.max(0, relPath.lastIndexOf('/')))}</span>
        </span>
      ),
    },
    {
      id: 'title',
      head: say('web.library.unknown.beside'),
      width: '14rem',
      canHide: true,
      cell: ({ titleId, title }) =>
        titleId === null ? (
          ''
        ) : (
          <Link to="/library/titles/$titleId" params={{ titleId: String(titleId) }} className="cut">
            {title}
          </Link>
        ),
    },
    {
      id: 'kind',
      head: say('web.library.unknown.kind'),
      width: '7rem',
      cell: ({ kind }) => say(`web.library.fileKind.${kind}`),
    },
    {
      id: 'size',
      head: say('web.library.unknown.size'),
      width: '6rem',
      isNumber: true,
      canHide: true,
      cell: ({ size }) => formatBytes(size),
    },
    {
      id: 'seen',
      head: say('web.library.unknown.seen'),
      width: '7rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ firstSeenAt }) => <Ago at={firstSeenAt} />,
    },
  ]
}
