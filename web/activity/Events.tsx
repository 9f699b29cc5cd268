import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { eventRoutes, type EventView } from '../../src/live/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatExact } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import type { Column } from '../parts/table-view.ts'
import { Actor } from '../session/Actor.tsx'
import { Page } from '../shell/Page.tsx'
import { SavedViews } from '../views/SavedViews.tsx'
import { useWords, type Say } from '../words.ts'

const AREAS = ['all', 'archive', 'job', 'delivery', 'plan', 'config'] as const
type AreaChoice = (typeof AREAS)[number]
const FILTERS = ['area']

/** What happened, newest first. */
export function Events() {
  const say = useWords()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/activity/events' })
  const area: AreaChoice = AREAS.find((name) => name === search['area']) ?? 'all'
  const show = (next: AreaChoice) => {
    const change = { area: next === 'all' ? undefined : next }
    void navigate({ to: '/activity/events', search: { ...search, ...change }, replace: true })
  }
  const list = useList(eventRoutes.routes.list, {
    query: { limit: 100, ...(area === 'all' ? {} : { kind: `${area}.` }) },
  })
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <Page title={say('web.nav.activity.events')} subtitle={say('web.events.subtitle')}>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.nav.activity.events')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={(event) => String(event.seq)}
        nameOf={(event) => event.text}
        state={list.state}
        onEnd={list.more}
        keepAs="events"
        views={<SavedViews list="events" filters={FILTERS} />}
        tools={
          <Segmented
            name={say('web.events.area')}
            value={area}
            onChange={show}
            options={AREAS.map((value) => ({ value, label: say(`web.events.area.${value}`) }))}
          />
        }
        empty={
          area === 'all' ? (
            <EmptyState title={say('web.events.none')} steps={3}>
              {say('web.events.none.why')}
            </EmptyState>
          ) : (
            <NoMatch title={say('web.events.noMatch')} onClear={() => show('all')} />
          )
        }
      />
    </Page>
  )
}

function columnsOf(say: Say): Column<EventView>[] {
  return [
    {
      id: 'what',
      head: say('web.events.what'),
      cell: (event) => (
        <span className="col gap2">
          <span>{event.text}</span>
          <span className="mono s12 t3 cut">
            {event.kind}, {event.subject}
          </span>
        </span>
      ),
    },
    {
      id: 'who',
      head: say('web.events.who'),
      width: '9.375rem',
      canHide: true,
      cell: (event) => <Actor id={event.actor} />,
    },
    {
      id: 'run',
      head: say('web.runs.run'),
      width: '5rem',
      isNumber: true,
      isWideOnly: true,
      canHide: true,
      cell: (event) => event.runId,
    },
    {
      id: 'when',
      head: say('web.plot.when'),
      width: '6.875rem',
      cell: (event) => (
        <span title={formatExact(Date.parse(event.at))}>
          <Ago at={event.at} />
        </span>
      ),
    },
  ]
}
