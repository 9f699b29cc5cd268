import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { incomingRoutes, type SenderFolderView } from '../../../src/library/incoming/contract.ts'
import type { SourceView } from '../../../src/webhooks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { undoBy } from '../../api/undo-by.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { toast } from '../../parts/toast.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { type MeantFolder, TryFolder } from './TryFolder.tsx'
import styles from './webhooks.module.css'

const { routes } = incomingRoutes

interface SenderFoldersProps {
  senders: readonly SourceView[]
  /** What the address names: a card on Home led here. */
  meant: MeantFolder
}

/** Which library a folder is that a sender calls by another name, and what a path of a sender would be here. */
export function SenderFolders({ senders, meant }: SenderFoldersProps) {
  const say = useWords()
  const read = useRead(routes.listFolders, { query: {} })
  const place = useRef<HTMLDivElement>(null)
  const isMeant = meant.folder !== ''
  useEffect(() => {
    if (isMeant) place.current?.scrollIntoView({ block: 'start' })
  }, [isMeant])
  const items = read.data?.items.filter(({ sourceId }) => senders.some((one) => one.sourceId === sourceId)) ?? []
  return (
    <div ref={place}>
      <Panel title={say('web.library.folders')} aside={say('web.library.folders.what')} isLined>
        {read.error !== null && (
          <PanelBody>
            <ReadProblem read={read} />
          </PanelBody>
        )}
        <PanelRows>
          {items.map((folder) => (
            <Folder
              key={folder.folderId}
              folder={folder}
              sender={senders.find((one) => one.sourceId === folder.sourceId)}
            />
          ))}
          {read.data !== undefined && items.length === 0 && <p className="s13 t2">{say('web.library.folders.none')}</p>}
          <TryFolder key={`${meant.sourceId} ${meant.folder}`} senders={senders} meant={meant} />
        </PanelRows>
      </Panel>
    </div>
  )
}

function Folder({ folder, sender }: { folder: SenderFolderView; sender: SourceView | undefined }) {
  const say = useWords()
  const may = useMay('config:write')
  const { folderId, sourceId, toldFolder, libraryId, libraryName, rootPath } = folder
  const put = useAct(routes.sayFolder)
  const forget = useAct(routes.forgetFolder, () =>
    toast({
      title: say('web.library.folders.forgotten', { folder: toldFolder }),
      onUndo: undoBy(() => put.mutateAsync({ body: { sourceId, toldFolder, libraryId } })),
    }),
  )
  return (
    <div className={styles.folder}>
      <span className="col gap2">
        <span className="mono s12 break">{toldFolder}</span>
        <span className="s12 t3">{say('web.library.folders.by', { name: sender?.name ?? '' })}</span>
      </span>
      <span className="col gap2">
        <b className="s13">{libraryName}</b>
        <span className="mono s12 t3 break">{rootPath}</span>
      </span>
      {may && (
        <Button
          isSmall
          isIconOnly
          isWrite
          look="quiet"
          icon={IconX}
          onClick={() => forget.mutate({ params: { folderId } })}
        >
          {say('web.library.folders.forget', { folder: toldFolder })}
        </Button>
      )}
      {forget.error !== null && <ProblemPanel error={forget.error} />}
    </div>
  )
}
