import { useState } from 'react'
import {
  type CheckView,
  type FindingView,
  integrityRoutes,
  type IntegrityOverview,
} from '../../src/archive/integrity/contract.ts'
import { useRunProgress } from '../activity/job-view.tsx'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useList, useRead } from '../api/use-api.ts'
import { formatBytes, formatDay, formatExact, formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/fields.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Plot } from '../parts/Plot.tsx'
import { Progress } from '../parts/Progress.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { toast } from '../parts/toast.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './sorting/sorting.module.css'

const routes = integrityRoutes.routes

/** How lately the archive was read against its hashes, what is wrong, and what was checked. */
export function Integrity() {
  const say = useWords()
  const mayMove = useMay('files:move')
  const overview = useRead(routes.overview, {}, { follows: 'archive.check' })
  const start = useAct(routes.startCheck, () => toast({ title: say('web.archive.integrity.started') }))
  const check = (scope: 'share' | 'all') => start.mutate({ body: { scope } })
  const error = overview.error ?? start.error
  return (
    <Page
      title={say('web.nav.archive.integrity')}
      subtitle={say('web.archive.integrity.subtitle')}
      actions={
        mayMove && (
          <>
            <Button isWrite onClick={() => check('all')}>
              {say('web.archive.integrity.checkAll')}
            </Button>
            <Button isWrite look="primary" onClick={() => check('share')}>
              {say('web.archive.integrity.checkShare')}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ProblemPanel error={error} onRetry={() => void overview.refetch()} />}
      {overview.data?.running != null && <UnderWay check={overview.data.running} />}
      {overview.data !== undefined && <State say={say} data={overview.data} />}
      {mayMove && <CheckFolder onCheck={(folder) => start.mutate({ body: { scope: 'folder', folder } })} />}
      <Findings mayMove={mayMove} />
      <History />
    </Page>
  )
}

/** How far the check that runs is, and how long it takes yet. */
function UnderWay({ check }: { check: CheckView }) {
  const say = useWords()
  const progress = useRunProgress(check.runId)
  const { current, total, unit } = progress
  if (current === undefined) return null
  const amounts = { n: formatBytes(current), total: formatBytes(total ?? 0) }
  const count = unit === 'bytes' && total !== undefined ? { count: say('web.progress.ofTotal', amounts) } : {}
  return (
    <Panel title={say('web.archive.integrity.running')}>
      <PanelBody>
        <Progress
          name={check.folder === '' ? say('web.nav.archive') : check.folder}
          current={0}
          {...progress}
          {...count}
        />
      </PanelBody>
    </Panel>
  )
}

/** One folder or file of the archive, read now. */
function CheckFolder({ onCheck }: { onCheck: (folder: string) => void }) {
  const say = useWords()
  const [folder, setFolder] = useState('')
  const isEmpty = folder.trim() === ''
  return (
    <Panel title={say('web.archive.integrity.folder')}>
      <PanelBody>
        <form
          className={styles.ask}
          onSubmit={(event) => {
            event.preventDefault()
            if (!isEmpty) onCheck(folder.trim())
          }}
        >
          <TextField
            label={say('web.archive.integrity.folder.path')}
            placeholder="2021/07"
            value={folder}
            onChange={setFolder}
            isMono
          />
          <Button isWrite type="submit" whyNot={isEmpty ? say('web.archive.integrity.folder.needed') : null}>
            {say('web.archive.integrity.folder.check')}
          </Button>
        </form>
      </PanelBody>
    </Panel>
  )
}

function State({ say, data }: { say: Say; data: IntegrityOverview }) {
  const ageOf = (upToDays: number | null): string =>
    upToDays === null ? say('web.archive.integrity.older') : say('web.archive.integrity.upTo', { count: upToDays })
  const pointOf = (label: string, value: number) => ({ label, tick: label, value })
  const points = [
    ...data.ages.map(({ upToDays, count }) => pointOf(ageOf(upToDays), count)),
    pointOf(say('web.archive.integrity.never'), data.never),
  ]
  return (
    <Panel title={say('web.archive.integrity.state')}>
      <PanelBody>
        <div className="col gap12">
          <Facts>
            <Fact name={say('web.archive.integrity.holds')}>
              {say('web.archive.integrity.filesAndSize', { count: data.files, size: formatBytes(data.bytes) })}
            </Fact>
            <Fact name={say('web.archive.integrity.nightly')}>
              {say('web.archive.integrity.share', { share: data.sharePercent, hours: data.hours, count: data.nights })}
            </Fact>
            <Fact name={say('web.archive.integrity.next')}>
              {data.nextAt === null ? say('web.archive.integrity.off') : formatExact(Date.parse(data.nextAt))}
            </Fact>
            {data.running !== null && (
              <Fact name={say('web.archive.integrity.running')}>{checkInWords(say, data.running)}</Fact>
            )}
          </Facts>
          {data.files > 0 && (
            <Plot
              name={say('web.archive.integrity.ages')}
              kind="bars"
              colour="accent"
              points={points}
              unit={say('web.archive.integrity.files')}
              valueText={formatNumber}
            />
          )}
        </div>
      </PanelBody>
    </Panel>
  )
}

const checkInWords = (say: Say, check: CheckView): string =>
  say('web.archive.integrity.read', {
    count: check.filesRead,
    size: formatBytes(check.bytesRead),
    rate: check.bytesPerSecond === null ? '–' : `${formatBytes(check.bytesPerSecond)}/s`,
  })

function Findings({ mayMove }: { mayMove: boolean }) {
  const say = useWords()
  const list = useList(routes.listFindings, { query: { limit: 100 } })
  const accept = useAct(routes.acceptFinding)
  const error = list.error ?? accept.error
  return (
    <Panel title={say('web.archive.integrity.findings')}>
      <PanelBody>
        {error !== null && <ProblemPanel error={error} onRetry={list.retry} />}
        {list.state === 'ready' && list.items.length === 0 && (
          <p className="s13 t2">{say('web.archive.integrity.findings.none')}</p>
        )}
        <ul className="col gap12">
          {list.items.map((finding) => (
            <Found
              key={finding.findingId}
              finding={finding}
              onAccept={
                mayMove && finding.isAcceptable
                  ? () => accept.mutate({ params: { findingId: finding.findingId }, body: {} })
                  : undefined
              }
            />
          ))}
        </ul>
        {list.hasMore && <Button onClick={list.more}>{say('web.more')}</Button>}
      </PanelBody>
    </Panel>
  )
}

function Found({ finding, onAccept }: { finding: FindingView; onAccept: (() => void) | undefined }) {
  const say = useWords()
  return (
    <li className="col gap4">
      <b className="s13 break">{finding.said.text}</b>
      <span className="s13 t2 break">{finding.said.todo}</span>
      {onAccept !== undefined && (
        <span>
          <Button isSmall isWrite onClick={onAccept}>
            {say(finding.kind === 'missing' ? 'web.archive.integrity.letGo' : 'web.archive.integrity.accept')}
          </Button>
        </span>
      )}
    </li>
  )
}

function History() {
  const say = useWords()
  const list = useList(routes.listChecks, { query: { limit: 30 } })
  const points = list.items.toReversed().map((check) => ({
    label: formatExact(Date.parse(check.startedAt)),
    tick: formatDay(Date.parse(check.startedAt)),
    value: check.bytesRead,
  }))
  return (
    <Panel title={say('web.archive.integrity.history')}>
      <PanelBody>
        {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
        {points.length > 1 && (
          <Plot
            name={say('web.archive.integrity.bytesOfChecks')}
            kind="bars"
            colour="lin"
            points={points}
            unit={say('web.archive.integrity.bytes')}
            valueText={formatBytes}
          />
        )}
        <ul className="col gap4">
          {list.items.map((check) => (
            <li key={check.checkId} className="s13">
              {formatExact(Date.parse(check.startedAt))}: {say(`web.archive.integrity.check.${check.state}`)},{' '}
              {checkInWords(say, check)}
              {check.findings > 0 ? `, ${say('web.archive.integrity.wrong', { count: check.findings })}` : ''}
            </li>
          ))}
        </ul>
      </PanelBody>
    </Panel>
  )
}
