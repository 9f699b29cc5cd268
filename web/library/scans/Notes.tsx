import { Link } from '@tanstack/react-router'
import { IconAlertTriangle, IconCircleX, IconFileUnknown, IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { NoteView, ScanView } from '../../../src/library/scan/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatNumber, formatSaid } from '../../format.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { SCANS, scans } from '../use-library.ts'
import { FolderDialog } from './FolderDialog.tsx'
import styles from './scans.module.css'

const LOOKS = {
  bad: { tone: 'bad', icon: IconCircleX },
  warn: { tone: 'warn', icon: IconAlertTriangle },
  info: { tone: 'idle', icon: IconInfoCircle },
} as const
type Level = keyof typeof LOOKS
const LEVELS = ['bad', 'warn', 'info'] as const satisfies readonly Level[]

/** What a scan found on its way that somebody may want to know, each with what can be done about it. */
export function Notes({ scan }: { scan: ScanView }) {
  const say = useWords()
  const [level, setLevel] = useState<Level | 'all'>('all')
  const [folderId, setFolder] = useState<number | null>(null)
  const query = { limit: 50, ...(level === 'all' ? {} : { level }) }
  const list = useList(scans.notes, { params: { scanId: scan.scanId }, query }, { follows: SCANS })
  const countOf = (of: Level): number => scan.counts[`notes.${of}`] ?? 0
  const all = LEVELS.reduce((sum, of) => sum + countOf(of), 0)
  const unknown = scan.counts['files.unknown'] ?? 0
  return (
    <Panel
      title={say('web.library.notes')}
      isLined
      actions={all > 0 && <LevelChoice level={level} onChange={setLevel} all={all} countOf={countOf} />}
    >
      {list.error !== null && (
        <PanelBody>
          <ProblemPanel error={list.error} onRetry={list.retry} />
        </PanelBody>
      )}
      <PanelRows>
        {list.items.map((note) => (
          <Note key={note.noteId} note={note} onFolder={setFolder} />
        ))}
        {unknown > 0 && <UnknownNote scan={scan} count={unknown} />}
        {list.items.length === 0 && unknown === 0 && list.state !== 'first' && (
          <p className="s13 t2">
            {say(scan.endedAt === null ? 'web.library.notes.noneYet' : 'web.library.notes.none')}
          </p>
        )}
        {list.hasMore && (
          <div>
            <Button isSmall onClick={list.more}>
              {say('web.library.notes.more')}
            </Button>
          </div>
        )}
      </PanelRows>
      <FolderDialog folderId={folderId} onClose={() => setFolder(null)} />
    </Panel>
  )
}

interface LevelChoiceProps {
  level: Level | 'all'
  onChange: (level: Level | 'all') => void
  all: number
  countOf: (level: Level) => number
}

function LevelChoice({ level, onChange, all, countOf }: LevelChoiceProps) {
  const say = useWords()
  return (
    <Segmented<Level | 'all'>
      name={say('web.library.notes.which')}
      value={level}
      onChange={onChange}
      options={[
        { value: 'all', label: say('web.library.notes.all', { n: formatNumber(all) }) },
        ...LEVELS.filter((of) => countOf(of) > 0).map((of) => ({
          value: of,
          label: say(`web.library.notes.${of}`, { n: formatNumber(countOf(of)) }),
        })),
      ]}
    />
  )
}

function Note({ note, onFolder }: { note: NoteView; onFolder: (folderId: number) => void }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { level, says, folderId, titleId } = note
  const { tone, icon } = LOOKS[level]
  return (
    <div className={styles.note}>
      <span className={`tone-${tone}`}>
        <Icon of={icon} />
      </span>
      <span className="col gap2">
        <b className="s13 break">{formatSaid(says)}</b>
        <span className="s12 t2 break">
          {says.why} {says.todo}
        </span>
      </span>
      <span className="row gap4 wrap">
        {titleId !== null && (
          <Link
            to="/library/titles/$titleId"
            params={{ titleId: String(titleId) }}
            className={buttonClass('plain', true)}
          >
            <span>{say('web.library.openTitle')}</span>
          </Link>
        )}
        {may && titleId === null && folderId !== null && (
          <Button isSmall onClick={() => onFolder(folderId)}>
            {say('web.library.folder.say')}
          </Button>
        )}
      </span>
    </div>
  )
}

function UnknownNote({ scan, count }: { scan: ScanView; count: number }) {
  const say = useWords()
  return (
    <div className={styles.note}>
      <span className="tone-warn">
        <Icon of={IconFileUnknown} />
      </span>
      <b className="s13">{say('web.library.count.files.unknown', { count, n: formatNumber(count) })}</b>
      <Link
        to="/library/unknown-files"
        search={{ library: String(scan.libraryId) }}
        className={buttonClass('plain', true)}
      >
        <span>{say('web.library.seeFiles')}</span>
      </Link>
    </div>
  )
}
