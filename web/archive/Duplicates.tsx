import { archiveRoutes, type ItemView } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatBytes, formatLocal } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './Duplicates.module.css'
import { Thumb } from './Thumb.tsx'
import { ItemChip } from './ItemChip.tsx'

/** Each original with its exact copies, side by side. */
export function Duplicates() {
  const say = useWords()
  const list = useList(archiveRoutes.routes.listDuplicates, { query: { limit: 30 } })
  return (
    <Page title={say('web.nav.archive.duplicates')} subtitle={say('web.archive.duplicates.subtitle')}>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      {list.state !== 'first' && list.items.length === 0 && list.error === null && (
        <Panel name={say('web.nav.archive.duplicates')}>
          <EmptyState title={say('web.archive.duplicates.none')} steps={3}>
            {say('web.archive.duplicates.none.why')}
          </EmptyState>
        </Panel>
      )}
      {list.items.map((group, index) => (
        <Group key={group.original?.itemId ?? `gone-${index}`} original={group.original} copies={group.copies} />
      ))}
      {list.hasMore && (
        <div>
          <Button onClick={list.more}>{say('web.more')}</Button>
        </div>
      )}
    </Page>
  )
}

function Group({ original, copies }: { original: ItemView | null; copies: readonly ItemView[] }) {
  const say = useWords()
  const size = copies.reduce((sum, copy) => sum + copy.size, 0)
  const name = original?.name ?? copies[0]?.name ?? ''
  return (
    <Panel
      title={<span className="mono break">{name}</span>}
      aside={say('web.archive.duplicates.count', { count: copies.length, size: formatBytes(size) })}
    >
      <PanelBody>
        <div className={styles.pair}>
          {original === null ? (
            <p className="s13 t2">{say('web.archive.duplicates.noOriginal')}</p>
          ) : (
            <Side item={original} role={say('web.archive.duplicates.original')} />
          )}
          {copies.map((copy) => (
            <Side key={copy.itemId} item={copy} role={say('web.archive.duplicates.copy')} />
          ))}
        </div>
      </PanelBody>
    </Panel>
  )
}

function Side({ item, role }: { item: ItemView; role: string }) {
  return (
    <div className={styles.side}>
      <Thumb item={item} size="large" />
      <div className="row s12">
        <b>{role}</b>
        <span className="end">
          <ItemChip item={item} isBare />
        </span>
      </div>
      <span className="mono s12 t2 break">
        {item.root}/{item.path}
      </span>
      <span className="s12 t3 num">
        {formatBytes(item.size)}
        {item.captured === null ? '' : `, ${formatLocal(item.captured.local)}`}
      </span>
      {item.reason !== null && <span className="s12 t2">{item.reason.text}</span>}
    </div>
  )
}
