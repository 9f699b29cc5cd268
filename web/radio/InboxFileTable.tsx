import { IconRefresh } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { InboxFileView, InboxFiles } from '../../src/radio/hydration/contract.ts'
import { formatBytes } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { useWords, type Say } from '../words.ts'
import { CHIPS } from './episode-file-state.ts'
import { Nothing } from './Nothing.tsx'

interface InboxFileTableProps {
  path: string
  files: InboxFiles | undefined
  isReading: boolean
  onLook: () => void
  /** What the newest import does or did with a file, where that is more than the look says. */
  marks: FileMarks
}

export type Mark = 'importing' | 'sent' | 'failed'
export type FileMarks = ReadonlyMap<string, Mark>

/** What lies in an inbox now: what will be imported first, then what waits, then what is left alone. */
export function InboxFileTable({ path, files, isReading, onLook, marks }: InboxFileTableProps) {
  const say = useWords()
  const columns = useMemo(() => columnsOf(say, marks), [say, marks])
  const isKnown = files !== undefined && files.unreadable.length === 0
  return (
    <DataTable
      name={say('web.radio.files.of', { path })}
      columns={columns}
      rows={files?.items ?? NONE}
      idOf={({ relPath }) => relPath}
      nameOf={({ relPath }) => relPath}
      state={files === undefined ? 'first' : isReading ? 'updating' : 'ready'}
      {...(files === undefined ? {} : { total: files.total })}
      keepAs="radio-inbox"
      tools={
        <>
          <h3>{say('web.radio.files')}</h3>
          <Button isSmall icon={IconRefresh} look="quiet" onClick={onLook}>
            {say('web.radio.look')}
          </Button>
        </>
      }
      empty={isKnown && <Nothing path={path} />}
    />
  )
}

const NONE: readonly InboxFileView[] = []

function columnsOf(say: Say, marks: FileMarks): Column<InboxFileView>[] {
  return [
    {
      id: 'file',
      head: say('web.radio.files.file'),
      cell: ({ relPath }) => <span className="mono s12 break">{relPath}</span>,
    },
    {
      id: 'size',
      head: say('web.radio.files.size'),
      width: '6.5rem',
      isNumber: true,
      cell: ({ sizeBytes }) => <span className="nowrap">{formatBytes(sizeBytes)}</span>,
    },
    {
      id: 'verdict',
      head: say('web.radio.files.verdict'),
      width: '40%',
      cell: (file) => <Verdict file={file} mark={marks.get(file.relPath)} />,
    },
  ]
}

function Verdict({ file: { verdict, reason }, mark }: { file: InboxFileView; mark: Mark | undefined }) {
  const say = useWords()
  if (mark === 'importing' || mark === 'sent')
    return <StateChip state="running" word={say(`web.radio.verdict.${mark}`)} isBare />
  if (mark === 'failed' && verdict === 'ready')
    return <StateChip state="failed" word={say('web.radio.verdict.failed')} isBare />
  return (
    <span className="col gap2">
      <StateChip state={CHIPS[verdict]} word={say(`web.radio.verdict.${verdict}`)} isBare />
      {reason !== null && (
        <span className="s12 t2">
          {reason.text} {reason.todo}
        </span>
      )}
    </span>
  )
}
