import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react'
import { planRoutes } from '../../src/plans/contract.ts'
import { useList, useRead } from '../api/use-api.ts'
import { Icon } from '../parts/Icon.tsx'
import { PlanNote } from '../parts/PlanReview.tsx'
import { PlanPanel } from '../plans/PlanPanel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './PlanPage.module.css'

/** One plan by its number; where a card leads. */
export function PlanPage() {
  const say = useWords()
  const navigate = useNavigate()
  const planId = Number(useParams({ from: '/shell/archive/plans/$planId' }).planId)
  const plan = useRead(planRoutes.routes.get, { params: { planId } })
  const connectionId = connectionIn(plan.data?.subject ?? '')
  const showOther = (next: number | null) =>
    void navigate(
      next !== null
        ? { to: '/archive/plans/$planId', params: { planId: String(next) } }
        : connectionId === undefined
          ? { to: '/archive' }
          : { to: '/connections/{-$connectionId}', params: { connectionId } },
    )
  return (
    <Page title={say('web.plan.page', { planId: String(planId) })} subtitle={say('web.plan.page.subtitle')}>
      {connectionId !== undefined && (
        <Link to="/connections/{-$connectionId}" params={{ connectionId }} className="row s13">
          <Icon of={IconArrowLeft} />
          {say('web.plan.toConnection')}
        </Link>
      )}
      <div className={styles.page}>
        <PlanPanel
          key={planId}
          planId={planId}
          onOther={showOther}
          notes={connectionId !== undefined && <Reasons planId={planId} />}
        />
      </div>
    </Page>
  )
}

/** A few settings, and what each of them means in full: a line of the plan has no room for what it exposes. */
function Reasons({ planId }: { planId: number }) {
  const { items } = useList(planRoutes.routes.listOperations, { params: { planId }, query: { limit: MOST_REASONS } })
  const texts = [...new Set(items.map(({ reason }) => reason.text))]
  return texts.map((text) => (
    <PlanNote key={text} icon={<Icon of={IconInfoCircle} />}>
      <span className="t2">{text}</span>
    </PlanNote>
  ))
}

const MOST_REASONS = 20

/** Plans of the set-up of a service are made on the page of its connection. */
const connectionIn = (subject: string): string | undefined => /^connection:(\d+)$/.exec(subject)?.[1]
