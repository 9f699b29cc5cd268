import { Link } from '@tanstack/react-router'
import { IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { type CallDetail, type DryRun, webhookRoutes } from '../../src/webhooks/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatBytes, formatExact, formatSaid } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { DetailDrawer, DrawerPart } from '../parts/DetailDrawer.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { CALL_STATES } from './sender-look.ts'
import styles from './webhooks.module.css'

const { routes } = webhookRoutes

/** One call: what became of it and why, what can be done, what it said. */
export function CallDrawer({ callId, onClose }: { callId: number; onClose: () => void }) {
  const say = useWords()
  const read = useRead(routes.getCall, { params: { callId } })
  const call = read.data
  const title = call?.event ?? say('web.webhooks.call')
  return (
    <DetailDrawer title={title} onClose={onClose}>
      {read.error !== null && (
        <DrawerPart>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </DrawerPart>
      )}
      {call !== undefined && (
        <>
          <DrawerPart>
            <span>
              <StateChip state={CALL_STATES[call.outcome]} word={call.text} />
            </span>
            {call.because !== null && (
              <div className="col gap4 s13">
                <b>{formatSaid(call.because)}</b>
                <span className="t2">
                  {call.because.why} {call.because.todo}
                </span>
              </div>
            )}
            <Acts call={call} />
          </DrawerPart>
          <CallFacts call={call} />
          <DrawerPart title={say('web.webhooks.said')}>
            <pre className={`${styles.body} well pad mono s12`} tabIndex={0} aria-label={say('web.webhooks.said')}>
              {pretty(call.body)}
            </pre>
          </DrawerPart>
        </>
      )}
    </DetailDrawer>
  )
}

const SHOWN_CHARACTERS = 20_000

function pretty(body: string): string {
  const text = JSON.stringify(JSON.parse(body), null, 2)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

function Acts({ call }: { call: CallDetail }) {
  const say = useWords()
  const mayReplay = useMay('jobs:write')
  const dry = useAct(routes.dryRun)
  const replay = useAct(routes.replay, () => dry.reset())
  const request = { params: { callId: call.callId }, body: {} }
  return (
    <>
      <div className="row gap4 wrap">
        <Button isSmall icon={IconSearch} onClick={() => dry.mutate(request)}>
          {say('web.webhooks.dryRun')}
        </Button>
        {mayReplay && (
          <Button
            isSmall
            isWrite
            look={call.outcome === 'failed' ? 'primary' : 'plain'}
            icon={IconPlayerPlay}
            onClick={() => replay.mutate(request)}
          >
            {say('web.webhooks.replay')}
          </Button>
        )}
      </div>
      {[dry.error, replay.error].map((error, at) => error !== null && <ProblemPanel key={at} error={error} />)}
      {dry.data !== undefined && <Would run={dry.data} />}
    </>
  )
}

function Would({ run }: { run: DryRun }) {
  const say = useWords()
  return (
    <div className="well pad col gap4 s13" role="status">
      <b>{run.jobs.length === 0 ? run.text : say('web.webhooks.would', { count: run.jobs.length })}</b>
      {run.because !== null && <span className="t2">{formatSaid(run.because)}</span>}
      {run.jobs.map(({ title, label, kind }, at) => (
        <span key={`${kind} ${at}`} className="break">
          {title}: <span className="t2">{label}</span>
        </span>
      ))}
    </div>
  )
}

function CallFacts({ call }: { call: CallDetail }) {
  const say = useWords()
  return (
    <DrawerPart title={say('web.webhooks.facts')}>
      <Facts>
        <Fact name={say('web.webhooks.received')}>{formatExact(Date.parse(call.receivedAt))}</Fact>
        {call.label !== null && <Fact name={say('web.webhooks.about')}>{call.label}</Fact>}
        {call.runId !== null && (
          <Fact name={say('web.webhooks.run')}>
            <Link to="/activity/jobs" search={{ job: String(call.runId) }}>
              {call.runId}
            </Link>
          </Fact>
        )}
        {call.duplicateOf !== null && (
          <Fact name={say('web.webhooks.first')}>
            <Link to="." search={{ call: String(call.duplicateOf) } as never}>
              {call.duplicateOf}
            </Link>
          </Fact>
        )}
        <Fact name={say('web.webhooks.from')}>{call.address}</Fact>
        {call.userAgent !== null && <Fact name={say('web.webhooks.program')}>{call.userAgent}</Fact>}
        <Fact name={say('web.webhooks.size')}>{formatBytes(call.bodyBytes)}</Fact>
        {call.replayedAt !== null && (
          <Fact name={say('web.webhooks.replayed')}>{formatExact(Date.parse(call.replayedAt))}</Fact>
        )}
      </Facts>
    </DrawerPart>
  )
}
