import { useMemo, type ReactNode } from 'react'
import { accessRoutes, type AuditView, type PersonView } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList, useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import type { Column } from '../parts/table-view.ts'
import { useWords, type Say } from '../words.ts'
import { labelOf } from './setting-words.ts'

const routes = accessRoutes.routes

interface AuditLogProps {
  /** How the actions start that are shown; all when there is none. */
  action: string | undefined
  tools: ReactNode
  onClear: () => void
}

/** Who did what, newest first. */
export function AuditLog({ action, tools, onClear }: AuditLogProps) {
  const say = useWords()
  const list = useList(routes.listAudit, { query: { limit: 100, ...(action === undefined ? {} : { action }) } })
  const people = useRead(routes.listPeople, {})
  const columns = useMemo(() => columnsOf(say, people.data?.items ?? []), [say, people.data])
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.settings.history')}
        columns={columns}
        rows={list.items}
        idOf={(entry) => String(entry.auditId)}
        nameOf={(entry) => entry.text}
        state={list.state}
        onEnd={list.more}
        tools={tools}
        empty={<NoMatch title={say('web.history.none')} onClear={onClear} />}
      />
    </>
  )
}

function columnsOf(say: Say, people: readonly PersonView[]): Column<AuditView>[] {
  return [
    { id: 'what', head: say('web.audit.what'), cell: (entry) => <What entry={entry} people={people} /> },
    { id: 'who', head: say('web.audit.who'), width: '180px', cell: (entry) => nameOf(say, entry.actor, people) },
    {
      id: 'from',
      head: say('web.audit.from'),
      width: '140px',
      isWideOnly: true,
      cell: (entry) => <span className="mono s12">{entry.address}</span>,
    },
    { id: 'when', head: say('web.plot.when'), width: '130px', cell: (entry) => <Ago at={entry.at} isSentence /> },
  ]
}

const SETTING = 'config.value.changed'

function What({ entry, people }: { entry: AuditView; people: readonly PersonView[] }) {
  const say = useWords()
  const { action, subject, details } = entry
  if (action !== SETTING)
    return (
      <span className="col gap2">
        <span>{entry.text}</span>
        <span className="s12 t3">{nameOf(say, subject, people)}</span>
      </span>
    )
  return (
    <span className="col gap2">
      <span>
        <b>{labelOf(subject)}</b>{' '}
        {say('web.history.fromTo', { from: shown(say, details['before']), to: shown(say, details['after']) })}
      </span>
      <span className="mono s11 t3 break">{subject}</span>
    </span>
  )
}

function shown(say: Say, value: unknown): string {
  if (value === undefined || value === null || value === '') return say('web.history.notSet')
  if (typeof value === 'boolean') return say(value ? 'web.config.on' : 'web.config.off')
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  return JSON.stringify(value)
}

/** `person:3` by name; the other actors in words where there are some. */
function nameOf(say: Say, id: string, people: readonly PersonView[]): string {
  if (id === 'file') return say('web.history.byFile')
  if (id === 'setup') return say('web.history.bySetup')
  const person = people.find(({ personId }) => id === `person:${personId}`)
  return person?.name ?? id
}
