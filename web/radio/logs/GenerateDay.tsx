import { useEffect, useState } from 'react'
import type { GeneratedView } from '../../../src/radio/logs/read/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { clockIn, dayInWords } from '../planner/zone-clock.ts'
import { lengthIn } from './day-view.ts'
import styles from './dialogs.module.css'
import { routes } from './use-logs.ts'

interface GenerateDayProps {
  stationId: number
  airDate: string
  timeZone: string
  /** Names of the hours that are in sight; none where there is no log yet. */
  hours: readonly string[]
  onClose: () => void
}

/** What the clocks would make of a day, first; then that. The same seed makes the same. */
export function GenerateDay({ stationId, airDate, timeZone, hours, onClose }: GenerateDayProps) {
  const say = useWords()
  const [scope, setScope] = useState<'day' | 'hours'>('day')
  const [seed, setSeed] = useState<string | undefined>()
  const wish = { ...(scope === 'hours' ? { hours: [...hours] } : {}), ...(seed === undefined ? {} : { seed }) }
  const { found, error, isWriting, write } = useGenerate({ stationId, airDate }, wish, onClose)
  const whyNot =
    isWriting || found === undefined ? say('web.logs.busy') : found.isChanged ? null : say('web.logs.generate.nothing')
  return (
    <Dialog title={say('web.logs.generate.title', { day: dayInWords(airDate) })} isOpen onClose={onClose} widthPx={560}>
      <div className="col gap12">
        <div className="row wrap">
          {hours.length > 0 && (
            <Segmented
              name={say('web.logs.generate.scope')}
              value={scope}
              onChange={setScope}
              options={[
                { value: 'day', label: say('web.logs.generate.day') },
                { value: 'hours', label: say('web.logs.generate.hours', { hours: hours.join(', ') }) },
              ]}
            />
          )}
          <span className="end" />
          <Button isSmall look="quiet" onClick={() => setSeed(Math.random().toString(36).slice(2, 8))}>
            {say('web.logs.generate.other')}
          </Button>
        </div>
        {error !== null && <ProblemPanel error={error} />}
        {found === undefined && error === null && <p className="s13 t2">{say('web.logs.generate.trying')}</p>}
        {found !== undefined && <WouldChange found={found} timeZone={timeZone} />}
        <div className="row">
          <Button onClick={onClose}>{say('web.cancel')}</Button>
          <span className="end" />
          <Button look="primary" isWrite whyNot={whyNot} onClick={write}>
            {say('web.logs.generate.write')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

interface Wish {
  hours?: string[]
  seed?: string
}

/** Tried first, again whenever the wish is another one; what is written has the seed that was tried. */
function useGenerate(params: { stationId: number; airDate: string }, wish: Wish, onDone: () => void) {
  const say = useWords()
  const dry = useAct(routes.generate)
  const written = useAct(routes.generate, ({ counts }) => {
    toast({ title: say('web.logs.generated', { count: counts.add + counts.change + counts.remove }) })
    onDone()
  })
  const { mutate: tryIt } = dry
  const asked = JSON.stringify({ params, body: { ...wish, dryRun: true } })
  useEffect(() => tryIt(JSON.parse(asked) as Parameters<typeof tryIt>[0]), [tryIt, asked])
  const found = dry.isPending ? undefined : dry.data
  return {
    found,
    error: written.error ?? dry.error,
    isWriting: written.isPending,
    write: () => found !== undefined && written.mutate({ params, body: { ...wish, seed: found.seed } }),
  }
}

const SHOWN = 200

function WouldChange({ found, timeZone }: { found: GeneratedView; timeZone: string }) {
  const say = useWords()
  const { counts, kept, added, removed, unfilled } = found
  const lines = [
    ...removed.map((one) => ({ ...one, act: 'remove' as const })),
    ...added.map((one) => ({ ...one, act: 'add' as const })),
  ].toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
  return (
    <>
      <div className={styles.counts}>
        {(['add', 'change', 'remove', 'keep'] as const).map((act) => (
          <span key={act} data-act={act}>
            <b className="num">{formatNumber(counts[act])}</b> {say(`web.logs.count.${act}`)}
          </span>
        ))}
      </div>
      <p className="s13 t2">{say('web.logs.generate.kept', { count: kept })}</p>
      {lines.length > 0 && (
        <ul className={styles.would} tabIndex={0} aria-label={say('web.logs.generate.list')}>
          {lines.slice(0, SHOWN).map(({ startsAt, title, lengthMs, act }) => (
            <li key={`${act}${startsAt}${title}`} data-act={act}>
              <span className="num t3">{clockIn(Date.parse(startsAt), timeZone)}</span>
              <span className="break">
                {say(`web.logs.generate.${act}`)} {title}
              </span>
              <span className="num t3">{lengthIn(lengthMs)}</span>
            </li>
          ))}
        </ul>
      )}
      {unfilled.length > 0 && (
        <p className="s13 tone-bad">
          {say('web.logs.generate.unfilled', { count: unfilled.length })} {unfilled[0]?.reason}
        </p>
      )}
    </>
  )
}
