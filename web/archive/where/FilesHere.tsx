import { IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { formatBytes, formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { useWords } from '../../words.ts'
import { Answer } from './Answer.tsx'
import { AnswerTable } from './AnswerTable.tsx'
import type { Check, CheckView } from './check.ts'
import { DropFiles } from './DropFiles.tsx'

/** Files of the computer that this page is open on. */
export function FilesHere({ check, view }: { check: Check; view: CheckView }) {
  const say = useWords()
  const { phase, rows } = view
  return (
    <>
      <Panel title={say('web.archive.where.here')}>
        <PanelBody>
          <div className="col gap12">
            <DropFiles onFiles={check.start} />
            {phase === 'running' && <Reading view={view} />}
          </div>
        </PanelBody>
      </Panel>
      {phase !== 'empty' && (
        <Answer of={view} isHere systemFiles={view.systemFiles} actions={<Acts check={check} phase={phase} />} />
      )}
      {rows.length > 0 && (
        <AnswerTable rows={rows} isHere isRunning={phase === 'running'} listKey={rows[0]?.path ?? ''} />
      )}
    </>
  )
}

function Acts({ check, phase }: { check: Check; phase: CheckView['phase'] }) {
  const say = useWords()
  if (phase === 'running')
    return (
      <Button isSmall icon={IconPlayerStop} onClick={check.stop}>
        {say('web.archive.where.stop')}
      </Button>
    )
  const isStopped = phase === 'stopped'
  return (
    <Button isSmall icon={IconRefresh} onClick={isStopped ? check.goOn : check.again}>
      {say(isStopped ? 'web.archive.where.goOn' : 'web.archive.where.again')}
    </Button>
  )
}

function Reading({ view: { rows, readBytes, totalBytes, bytesPerSecond, at } }: { view: CheckView }) {
  const say = useWords()
  const amounts = { n: formatBytes(readBytes), total: formatBytes(totalBytes) }
  const rate =
    bytesPerSecond === null ? {} : { rate: say('web.progress.rate', { amount: formatBytes(bytesPerSecond) }) }
  const left =
    bytesPerSecond === null || bytesPerSecond === 0
      ? {}
      : { leftMs: ((totalBytes - readBytes) / bytesPerSecond) * 1000 }
  return (
    <Progress
      name={say('web.archive.where.reading', { count: rows.length, n: formatNumber(rows.length) })}
      current={readBytes}
      total={totalBytes}
      count={say('web.progress.ofTotal', amounts)}
      {...rate}
      {...left}
      {...(at === null ? {} : { item: at })}
    />
  )
}
