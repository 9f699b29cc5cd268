import { Link } from '@tanstack/react-router'
import type { TitleStepView } from '../../../src/library/titles/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { formatMoment } from '../../format.ts'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { useNow } from '../../parts/use-now.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useWords } from '../../words.ts'
import { routes } from '../titles/use-titles.ts'
import styles from './title.module.css'

/** What happened to a title from the first word of it to the players, and where the cord ends. */
export function Why({ titleId, notIn }: { titleId: number; notIn: string | null }) {
  const say = useWords()
  const read = useRead(routes.why, { params: { titleId } })
  const steps = read.data?.items ?? []
  return (
    <Panel title={notIn === null ? say('web.library.why') : say('web.library.why.not', { place: notIn })}>
      <PanelBody>
        <ReadProblem read={read} />
        <ol className={styles.steps} aria-label={say('web.library.why')}>
          {steps.map((step, at) => (
            <Step key={`${step.at} ${step.text}`} step={step} isLast={at === steps.length - 1} />
          ))}
        </ol>
      </PanelBody>
    </Panel>
  )
}

function Step({ step, isLast }: { step: TitleStepView; isLast: boolean }) {
  const say = useWords()
  const nowMs = useNow()
  const { at, text, runId, deliveryId, state, isWell } = step
  const tone = isWell ? (state === null || state === 'verified' ? 'ok' : 'run') : state === 'uncertain' ? 'unc' : 'bad'
  return (
    <li className={styles.step} data-tone={tone} data-last={isLast || undefined}>
      <span className="col gap2">
        <span className="s13 break">{text}</span>
        <span className="s12 t3">
          {deliveryId !== null && (
            <Link to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(deliveryId) }}>
              {say('web.library.why.proof')}
            </Link>
          )}
          {deliveryId === null && runId !== null && (
            <Link to="/activity" search={{ job: String(runId) }}>
              {say('web.library.scan.run')}
            </Link>
          )}
        </span>
      </span>
      <time className="s12 t3 num nowrap" dateTime={at}>
        {formatMoment(Date.parse(at), nowMs)}
      </time>
    </li>
  )
}
