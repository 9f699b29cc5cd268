import { useMemo } from 'react'
import { accessRoutes, type AuditView } from '../../src/access/contract.ts'
import { addressOf } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList, useRead } from '../api/use-api.ts'
import { formatExact } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { buttonClass } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { Column } from '../parts/table-view.ts'
import { useWords, type Say } from '../words.ts'

const routes = accessRoutes.routes

/** Who did what; a chain of hashes shows that nothing was taken out. */
export function Audit() {
  const say = useWords()
  const list = useList(routes.listAudit, { query: { limit: 100 } })
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <>
      <div className="row wrap">
        <h2>{say('web.audit')}</h2>
        <Chain />
        <a className={`${buttonClass('plain', true)} end`} href={addressOf(routes.exportAudit, {})} download>
          {say('web.audit.export')}
        </a>
      </div>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.audit')}
        columns={columns}
        rows={list.items}
        idOf={(entry) => String(entry.auditId)}
        nameOf={(entry) => entry.text}
        state={list.state}
        onEnd={list.more}
        empty={null}
      />
    </>
  )
}

function Chain() {
  const say = useWords()
  const check = useRead(routes.checkAudit, {})
  if (check.data === undefined) return null
  const { isIntact, brokenAt } = check.data
  if (isIntact) return <StateChip state="verified" word={say('web.audit.intact')} />
  return <StateChip state="failed" word={say('web.audit.broken', { at: brokenAt })} />
}

function columnsOf(say: Say): Column<AuditView>[] {
  return [
    {
      id: 'what',
      head: say('web.audit.what'),
      cell: (entry) => (
        <span className="col gap2">
          <span>{entry.text}</span>
          <span className="s12 t3">{entry.subject}</span>
        </span>
      ),
    },
    { id: 'who', head: say('web.audit.who'), width: '160px', cell: (entry) => entry.actor },
    {
      id: 'from',
      head: say('web.audit.from'),
      width: '140px',
      isWideOnly: true,
      cell: (entry) => <span className="mono s12">{entry.address}</span>,
    },
    {
      id: 'when',
      head: say('web.plot.when'),
      width: '110px',
      cell: (entry) => (
        <span title={formatExact(Date.parse(entry.at))}>
          <Ago at={entry.at} />
        </span>
      ),
    },
  ]
}
