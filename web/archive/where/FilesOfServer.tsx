import { IconPlayerStop } from '@tabler/icons-react'
import { useState } from 'react'
import { archiveRoutes } from '../../../src/archive/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { useWords } from '../../words.ts'
import { Answer } from './Answer.tsx'
import { AnswerTable } from './AnswerTable.tsx'
import { useLook } from './use-look.ts'
import styles from './where.module.css'

/** A file or folder of the server, read there: each is no copy of itself. */
export function FilesOfServer({ root, path }: { root: string | undefined; path: string }) {
  const say = useWords()
  const { look, start, stop } = useLook()
  const isRunning = look.phase === 'running'
  const soFar = { count: look.rows.length, n: formatNumber(look.rows.length) }
  const stopButton = (
    <Button isSmall icon={IconPlayerStop} onClick={stop}>
      {say('web.archive.where.stop')}
    </Button>
  )
  return (
    <>
      <Panel title={say('web.archive.where.server')}>
        <PanelBody>
          <div className="col gap12">
            <Ask root={root} path={path} onAsk={start} />
            {isRunning && (
              <Progress
                name={say('web.archive.where.readingThere')}
                current={look.rows.length}
                count={say('web.archive.where.soFar', soFar)}
              />
            )}
          </div>
        </PanelBody>
      </Panel>
      {look.phase !== 'empty' && <Answer of={look} isHere={false} actions={isRunning && stopButton} />}
      {look.rows.length > 0 && (
        <AnswerTable rows={look.rows} isHere={false} isRunning={isRunning} listKey={look.rows[0]?.path ?? ''} />
      )}
    </>
  )
}

interface AskProps {
  root: string | undefined
  path: string
  onAsk: (root: string, path: string) => void
}

function Ask({ root: givenRoot, path: givenPath, onAsk }: AskProps) {
  const say = useWords()
  const overview = useRead(archiveRoutes.routes.getOverview, {})
  const folders = overview.data?.folders ?? []
  const [chosen, setRoot] = useState(givenRoot)
  const [path, setPath] = useState(givenPath)
  const root = chosen ?? folders.find(({ role }) => role === 'archive')?.name ?? ''
  return (
    <>
      <form
        className={styles.ask}
        onSubmit={(event) => {
          event.preventDefault()
          if (root !== '') onAsk(root, path.trim())
        }}
      >
        <ChoiceField
          label={say('web.archive.where.root')}
          value={root}
          onChange={setRoot}
          options={folders.map(({ name }) => ({ value: name, label: name }))}
        />
        <TextField
          label={say('web.archive.where.path')}
          value={path}
          onChange={setPath}
          isMono
          placeholder={say('web.archive.where.path.all')}
        />
        <Button look="primary" type="submit">
          {say('web.archive.where.look')}
        </Button>
      </form>
      {overview.error !== null && <ProblemPanel error={overview.error} onRetry={() => void overview.refetch()} />}
    </>
  )
}
