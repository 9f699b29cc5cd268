import { Link } from '@tanstack/react-router'
import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react'
import { syncRoutes } from '../../../src/archive/syncing/contract.ts'
import type { ServiceView } from '../../../src/archive/syncing/set-up/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords, type Say } from '../../words.ts'
import { nextStepOf, peersOf, type NextStep } from './next-step.ts'

/** It asks Syncthing, which tells nothing by itself. */
const EVERY_MS = 15_000

/** What to do next, so that batches are delivered by it; or that they are. */
export function NextStepRow({ service, name }: { service: ServiceView; name: string }) {
  const say = useWords()
  const isAsked = peersOf(service).some(({ isConnected }) => isConnected)
  const read = useRead(syncRoutes.routes.diagnose, {}, { isEnabled: isAsked, everyMs: EVERY_MS })
  const step = nextStepOf(service, read.data)
  if (step === undefined) return null
  const isWell = step.is === 'well'
  return (
    <div className="row top well pad s13" data-testid="next-step">
      <span className={isWell ? 'tone-ok' : 'tone-run'}>
        <Icon of={isWell ? IconCircleCheck : IconArrowRight} />
      </span>
      <span className="col gap8 grow">
        <span className="break">{sayStep(say, step, name)}</span>
        {step.is === 'switch-on' && (
          <span>
            <Link to="/settings/config" search={{ room: 'archive' }} className={buttonClass('plain', true)}>
              {say('web.connections.syncthing.next.settings')}
            </Link>
          </span>
        )}
      </span>
    </div>
  )
}

function sayStep(say: Say, step: NextStep, name: string): string {
  if (step.is === 'held') return [step.text, step.todo].filter((text) => text !== undefined).join(' ')
  const other = step.is === 'other' ? step.connection : ''
  return say(`web.connections.syncthing.next.${step.is}`, { peer: step.peer, name, other })
}
