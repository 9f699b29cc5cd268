import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { ImportedPlan } from '../import/ImportedPlan.tsx'

/** What an import of orders would change. */
export function ImportPlan() {
  const say = useWords()
  const navigate = useNavigate()
  const { planId } = useParams({ from: '/shell/radio/traffic/plans/$planId' })
  return (
    <ImportedPlan
      planId={Number(planId)}
      subtitle={say('web.traffic.plan.subtitle')}
      renderBack={(station) => (
        <Link to="/radio/traffic" search={{ station }} className="row s13">
          <Icon of={IconArrowLeft} />
          {say('web.nav.radio.traffic')}
        </Link>
      )}
      onOther={(next, station) =>
        void navigate(
          next === null
            ? { to: '/radio/traffic', search: { station } }
            : { to: '/radio/traffic/plans/$planId', params: { planId: String(next) } },
        )
      }
    />
  )
}
