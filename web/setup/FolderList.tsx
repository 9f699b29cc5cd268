import {
  IconArchive,
  IconCheck,
  IconCircleX,
  IconFolder,
  IconTrash,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { z } from 'zod'
import type { FolderView } from '../../src/archive/contract.ts'
import { formatBytes } from '../format.ts'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'
import styles from './FolderList.module.css'

export type Folder = z.output<typeof FolderView>

const ICONS: Record<Folder['role'], TablerIcon> = {
  source: IconFolder,
  batches: IconFolder,
  archive: IconArchive,
  duplicates: IconFolder,
  trash: IconTrash,
}

/** The folders that Patchbay touches, and whether each is there. */
export function FolderList({ folders }: { folders: readonly Folder[] }) {
  const say = useWords()
  const isOne = folders.filter(({ role }) => role === 'source').length === 1
  return (
    <Panel name={say('web.setup.folders')}>
      <PanelRows>
        {folders.map((folder) => (
          <div key={folder.path} className={styles.folder}>
            <span className={styles.icon}>
              <Icon of={ICONS[folder.role]} size={18} />
            </span>
            <div className="break">
              <b>
                {folder.role === 'source' && !isOne ? lastPart(folder.path) : say(`web.archive.folder.${folder.role}`)}
              </b>{' '}
              <span className="mono s12 t3">{folder.path}</span>
            </div>
            <div className={styles.facts}>
              {folder.freeBytes !== null && (
                <span>{say('web.home.free', { size: formatBytes(folder.freeBytes) })}</span>
              )}
              <FolderFact folder={folder} />
              <span>{say('web.archive.folder.files', { count: folder.fileCount })}</span>
              {folder.mode !== null && <span>{say(`web.archive.mode.${folder.mode}`)}</span>}
            </div>
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}

/** Several inboxes are told apart by their folder. */
const lastPart = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '') ?? path

function FolderFact({ folder }: { folder: Folder }) {
  const say = useWords()
  const isThere = folder.state === 'online'
  return (
    <span>
      <span className={isThere ? 'tone-ok' : 'tone-bad'}>
        <Icon of={isThere ? IconCheck : IconCircleX} size={15} />
      </span>
      {folder.reason?.text ?? say(`web.archive.folderState.${folder.state}`)}
    </span>
  )
}
