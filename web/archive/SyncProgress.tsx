import type { SyncView } from '../../src/archive/syncing/contract.ts'
import { formatBytes, formatTimeLeft } from '../format.ts'
import { Bar } from '../parts/Bar.tsx'
import { useWords } from '../words.ts'

/** How much of it is there, at what pace, for how long still. */
export function SyncProgress({ sync }: { sync: SyncView }) {
  const say = useWords()
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft, hold, needItems } = sync
  const of = say('web.archive.sync.of', { done: formatBytes(doneBytes), total: formatBytes(totalBytes) })
  const rate =
    bytesPerSecond === null || bytesPerSecond === 0
      ? undefined
      : say('web.archive.sync.rate', { rate: formatBytes(bytesPerSecond) })
  const left =
    secondsLeft === null ? undefined : say('web.archive.sync.timeLeft', { time: formatTimeLeft(secondsLeft * 1000) })
  const isKnown = needItems !== null
  // What holds it back says more than that nothing was told yet.
  const told = isKnown ? of : hold === null ? say('web.archive.sync.notTold') : undefined
  const share = totalBytes === 0 ? 0 : doneBytes / totalBytes
  return (
    <>
      <Bar
        name={sync.batch}
        {...(isKnown ? { value: of } : {})}
        parts={[isKnown ? { share, tone: hold === null ? 'run' : 'warn' } : { share: 1, tone: 'idle' }]}
      />
      <div className="s12 t2 num cut">{[told, rate, left].filter((part) => part !== undefined).join(', ')}</div>
    </>
  )
}
