import { useMemo, type ReactNode } from 'react'
import { accessRoutes, type AuditView } from '../../src/access/contract.ts'
import type { ScheduleView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import type { Column } from '../parts/table-view.ts'
import { Actor } from '../session/Actor.tsx'
import { SavedViews } from '../views/SavedViews.tsx'
import { useWords, type Say } from '../words.ts'
import { labelOf } from './setting-words.ts'
import { wordOf } from './SettingField.tsx'

const routes = accessRoutes.routes
const FILTERS = ['about']

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
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.settings.history')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={(entry) => String(entry.auditId)}
        nameOf={(entry) => entry.text}
        state={list.state}
        onEnd={list.more}
        keepAs="audit"
        views={<SavedViews list="audit" filters={FILTERS} />}
        tools={tools}
        empty={<NoMatch title={say('web.history.none')} onClear={onClear} />}
      />
    </>
  )
}

function columnsOf(say: Say): Column<AuditView>[] {
  return [
    { id: 'what', head: say('web.audit.what'), cell: (entry) => <What entry={entry} /> },
    {
      id: 'who',
      head: say('web.audit.who'),
      width: '11.25rem',
      canHide: true,
      cell: (entry) => <Actor id={entry.actor} />,
    },
    {
      id: 'from',
      head: say('web.audit.from'),
      width: '8.75rem',
      isWideOnly: true,
      canHide: true,
      cell: (entry) => <span className="mono s12">{entry.address}</span>,
    },
    { id: 'when', head: say('web.plot.when'), width: '8.125rem', cell: (entry) => <Ago at={entry.at} isSentence /> },
  ]
}

const SETTING = 'config.value.changed'
const SCHEDULE = 'jobs.schedule.changed'

function What({ entry }: { entry: AuditView }) {
  const say = useWords()
  const { action, subject, details } = entry
  const isSchedule = action === SCHEDULE
  if (action !== SETTING && !isSchedule)
    return (
      <span className="col gap2">
        <span>{entry.text}</span>
        <span className="s12 t3">
          <Actor id={subject} />
        </span>
      </span>
    )
  const inWords = isSchedule ? timing : shown
  return (
    <span className="col gap2">
      <span>
        <b>{isSchedule ? entry.text : labelOf(subject)}</b>{' '}
        {say('web.history.fromTo', { from: inWords(say, details['before']), to: inWords(say, details['after']) })}
      </span>
      <span className="mono s11 t3 break">{subject}</span>
    </span>
  )
}

/** @param value how a schedule stood, as the log keeps it */
function timing(say: Say, value: unknown): string {
  const { cron, timeZone, isEnabled } = value as Pick<ScheduleView, 'cron' | 'timeZone' | 'isEnabled'>
  return isEnabled ? `${cron} ${timeZone}` : say('web.schedules.paused')
}

function shown(say: Say, value: unknown): string {
  if (value === undefined || value === null || value === '') return say('web.history.notSet')
  return typeof value === 'object' ? JSON.stringify(value) : wordOf(say, value)
}
