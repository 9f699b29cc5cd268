import { Link, useParams } from '@tanstack/react-router'
import { IconCopy } from '@tabler/icons-react'
import { deliveryRoutes, type DeliveryDetail, type ProofRow, type StepView } from '../../src/deliveries/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatClock, formatExact, formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { CompareTable } from '../parts/CompareTable.tsx'
import { copyText } from '../parts/copy-text.ts'
import { Cord } from '../parts/Cord.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import type { State } from '../parts/states.ts'
import { useNow } from '../parts/use-now.ts'
import { Actor } from '../session/Actor.tsx'
import { useActorName } from '../session/use-actor-name.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import { cordOf, deliveryName, proofDetail } from './delivery-view.ts'
import { DeliveryActs } from './DeliveryActs.tsx'
import styles from './DeliveryPage.module.css'

/** One delivery: how far it came, what is known and can be done, the proof, and what happened. */
export function DeliveryPage() {
  const say = useWords()
  const deliveryId = Number(useParams({ from: '/shell/activity/deliveries/$deliveryId' }).deliveryId)
  const read = useRead(deliveryRoutes.routes.get, { params: { deliveryId } })
  const delivery = read.data
  return (
    <Page
      title={delivery === undefined ? say('web.delivery.delivery') : deliveryName(delivery)}
      subtitle={
        <>
          <Link to="/activity/deliveries">{say('web.nav.activity.deliveries')}</Link>
          {delivery !== undefined && ` › ${delivery.place}`}
        </>
      }
      actions={delivery === undefined ? undefined : <Chip delivery={delivery} />}
    >
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {delivery !== undefined && <Body delivery={delivery} />}
    </Page>
  )
}

function Chip({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  const detail = proofDetail(say, delivery, useNow(Date.parse(delivery.lookedAt ?? delivery.changedAt)))
  return <ProofChip state={delivery.state} {...(detail === undefined ? {} : { detail })} />
}

function Body({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  const actorName = useActorName()
  return (
    <>
      <Panel name={say('web.delivery.cord')}>
        <Cord name={say('web.delivery.cord')} steps={cordOf(say, delivery, actorName(delivery.actor))} />
      </Panel>
      <div className={styles.page}>
        <div className="col gap16">
          <DeliveryActs delivery={delivery} />
          <Proof delivery={delivery} />
        </div>
        <div className="col gap16">
          <DeliveryFacts delivery={delivery} />
          <WhatHappened steps={delivery.steps} />
        </div>
      </div>
    </>
  )
}

function stateOfRow(verdict: ProofRow['verdict'], delivery: DeliveryDetail): State {
  if (verdict === 'equal') return 'verified'
  if (verdict === 'different') return 'failed'
  return delivery.state === 'uncertain' ? 'uncertain' : 'ready'
}

function Proof({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  const rows = delivery.proof.map((row) => ({
    ...row,
    id: row.field,
    state: stateOfRow(row.verdict, delivery),
    word: say(`web.delivery.verdict.${row.verdict}`),
  }))
  const name = say(delivery.state === 'verified' ? 'web.delivery.proof' : 'web.delivery.proofSoFar')
  const { lookedAt, place } = delivery
  const aside =
    lookedAt === null
      ? say('web.delivery.notReadBack')
      : say('web.delivery.readBackAt', { place, time: formatClock(Date.parse(lookedAt)) })
  return (
    <Panel title={name} aside={aside}>
      <CompareTable name={name} rows={rows} />
    </Panel>
  )
}

function DeliveryFacts({ delivery }: { delivery: DeliveryDetail }) {
  const say = useWords()
  return (
    <Panel title={say('web.delivery.delivery')} aside={String(delivery.deliveryId)}>
      <PanelBody>
        <Facts>
          <Fact name={say('web.delivery.effect')}>{delivery.title}</Fact>
          <Fact name={say('web.delivery.to')}>{delivery.place}</Fact>
          <Fact name={say('web.delivery.for')}>{delivery.label}</Fact>
          {delivery.runId !== null && (
            <Fact name={say('web.runs.run')}>
              <Link to="/activity/jobs" search={{ job: String(delivery.runId) }}>
                {delivery.runId}
              </Link>
            </Fact>
          )}
          {delivery.jobId !== null && (
            <Fact name={say('web.jobs.job')}>
              <Link to="/activity/jobs" search={{ job: String(delivery.jobId) }}>
                {delivery.jobId}
              </Link>
            </Fact>
          )}
          <Fact name={say('web.jobs.startedBy')}>
            <Actor id={delivery.actor} />
          </Fact>
          <Fact name={say('web.delivery.attempts')}>{formatNumber(delivery.attempts)}</Fact>
          <Fact name={say('web.delivery.key')}>
            <span className="mono s12">{delivery.key}</span>
          </Fact>
          <Fact name={say('web.delivery.remote')}>
            {delivery.remoteRef === null ? (
              <span className="t3">{say('web.delivery.remote.none')}</span>
            ) : (
              <span className="mono s12">{delivery.remoteRef}</span>
            )}
          </Fact>
          {delivery.reason !== null && (
            <Fact name={say('web.jobs.code')}>
              <span className="mono s12">{delivery.reason.code}</span>
            </Fact>
          )}
        </Facts>
      </PanelBody>
    </Panel>
  )
}

const lineOf = (say: Say, { text, because, times }: StepView): string =>
  [text, because?.text, times > 1 ? say('web.delivery.times', { count: times }) : undefined]
    .filter((part) => part !== undefined)
    .join('. ')

function WhatHappened({ steps }: { steps: readonly StepView[] }) {
  const say = useWords()
  const copy = () =>
    void copyText(steps.map((step) => `${formatExact(Date.parse(step.at))}  ${lineOf(say, step)}`).join('\n'))
  return (
    <Panel
      title={say('web.delivery.happened')}
      isLined
      actions={
        <Button look="quiet" isSmall icon={IconCopy} onClick={copy}>
          {say('web.copy')}
        </Button>
      }
    >
      <PanelRows>
        {steps.map((step, index) => (
          <div key={steps.length - index} className={`${styles.step} s13`}>
            <time dateTime={step.at} title={formatExact(Date.parse(step.at))} className="t3 num">
              {formatClock(Date.parse(step.at))}
            </time>
            <span className="break">
              <b>{step.text}</b>{' '}
              <span className="t2">
                {step.because?.text} {step.times > 1 && say('web.delivery.times', { count: step.times })}
                {step.actor !== null && <Actor id={step.actor} />}
              </span>
            </span>
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}
