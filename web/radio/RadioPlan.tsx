import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { planRoutes } from '../../src/plans/contract.ts'
import { useRead } from '../api/use-api.ts'
import { Icon } from '../parts/Icon.tsx'
import { PlanPanel } from '../plans/PlanPanel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'

/** What a publication, a repair or a change of the calendar does at the playout; where a card leads. */
export function RadioPlan() {
  const say = useWords()
  const navigate = useNavigate()
  const planId = Number(useParams({ from: '/shell/radio/plans/$planId' }).planId)
  // The same answer that the panel shows.
  const subject = useRead(planRoutes.routes.get, { params: { planId } }).data?.subject ?? ''
  const log = subject.startsWith('log:') ? subject.slice('log:'.length) : undefined
  return (
    <Page title={say('web.plan.page', { planId: String(planId) })} subtitle={say('web.radio.plan.subtitle')}>
      <Link
        {...(log === undefined ? { to: '/radio/planner' } : { to: '/radio/logs', search: { log } })}
        className="row s13"
      >
        <Icon of={IconArrowLeft} />
        {say(log === undefined ? 'web.nav.radio.planner' : 'web.nav.radio.logs')}
      </Link>
      <PlanPanel
        key={planId}
        planId={planId}
        onOther={(next) =>
          void navigate(
            next === null ? { to: '/radio/logs' } : { to: '/radio/plans/$planId', params: { planId: String(next) } },
          )
        }
      />
    </Page>
  )
}
