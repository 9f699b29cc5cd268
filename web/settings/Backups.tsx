import { IconCopy } from '@tabler/icons-react'
import { backupRoutes, type BackupView } from '../../src/backups/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './rows.module.css'

/** Copies of the database: which there are, how to make one and how to bring one back. */
export function Backups() {
  const say = useWords()
  const read = useRead(backupRoutes.routes.list, {})
  const newest = read.data?.items[0]?.name
  return (
    <Page title={say('web.nav.settings.backups')} subtitle={say('web.backups.subtitle')}>
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {read.data !== undefined && (
        <Panel
          title={say('web.backups.there')}
          aside={say('web.backups.kept', { count: read.data.kept })}
          isLined
          footer={<span className="s12 t3 break">{say('web.backups.folder', { folder: read.data.folder })}</span>}
        >
          <List items={read.data.items} />
        </Panel>
      )}
      <Panel title={say('web.backups.make')} isLined>
        <PanelBody>
          <p className="s13 t2">{say('web.backups.make.how')}</p>
          <Command text="patchbay backup" />
        </PanelBody>
      </Panel>
      <Panel title={say('web.backups.restore')} isLined>
        <PanelBody>
          <Steps file={`${read.data?.folder ?? 'backups'}/${newest ?? say('web.backups.someFile')}`} />
        </PanelBody>
      </Panel>
    </Page>
  )
}

function List({ items }: { items: readonly BackupView[] }) {
  const say = useWords()
  if (items.length === 0)
    return (
      <EmptyState title={say('web.backups.none')} steps={3}>
        {say('web.backups.none.why')}
      </EmptyState>
    )
  return (
    <ul className={styles.rows}>
      {items.map(({ name, madeAt, bytes, schema }) => (
        <li key={name}>
          <span className="col gap2 grow">
            <span className="mono s12 break">{name}</span>
            <span className="s12 t3">{say('web.backups.schema', { schema })}</span>
          </span>
          <span className="s13 num">{formatBytes(bytes)}</span>
          <span className="s13">
            <Ago at={madeAt} isSentence />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Steps({ file }: { file: string }) {
  const say = useWords()
  return (
    <ol className={`${styles.steps} s13`}>
      <li>{say('web.backups.restore.stop')}</li>
      <li>
        <div className="col gap4">
          {say('web.backups.restore.try')}
          <Command text={`patchbay restore --dry-run ${file}`} />
        </div>
      </li>
      <li>
        <div className="col gap4">
          {say('web.backups.restore.do')}
          <Command text={`patchbay restore ${file}`} />
        </div>
      </li>
      <li>{say('web.backups.restore.start')}</li>
    </ol>
  )
}

function Command({ text }: { text: string }) {
  const say = useWords()
  return (
    <div className={styles.command}>
      <code className="mono s12">{text}</code>
      <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(text)}>
        {say('web.copy')}
      </Button>
    </div>
  )
}
