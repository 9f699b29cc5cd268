import { useState } from 'react'
import type { ClockFacts } from '../../../src/radio/music/clocks/contract.ts'
import type { PreviewView } from '../../../src/radio/music/grid/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import styles from './clocks.module.css'
import { clockText } from './hour-sum.ts'
import { routes } from './use-clocks.ts'

interface PreviewProps {
  stationId: number
  facts: ClockFacts
  isOpen: boolean
  onClose: () => void
}

/** What an hour would be with this clock, with why; nothing is stored. */
export function Preview({ isOpen, onClose, ...props }: PreviewProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.clocks.preview')} isOpen={isOpen} onClose={onClose} widthPx={720}>
      <Look {...props} />
    </Dialog>
  )
}

function Look({ stationId, facts }: Pick<PreviewProps, 'stationId' | 'facts'>) {
  const say = useWords()
  const [airDate, setAirDate] = useState(() => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10))
  const [hour, setHour] = useState('12')
  const look = useAct(routes.files.preview, () => undefined)
  return (
    <div className="col gap12">
      <form
        className="row wrap top"
        onSubmit={(event) => {
          event.preventDefault()
          look.mutate({ params: { stationId }, body: { airDate, hour: hour.padStart(2, '0'), clock: facts } })
        }}
      >
        <TextField label={say('web.clocks.day')} value={airDate} onChange={setAirDate} />
        <TextField label={say('web.clocks.hour')} value={hour} onChange={setHour} />
        <Button look="primary" type="submit">
          {say('web.clocks.look')}
        </Button>
      </form>
      {look.error !== null && <ProblemPanel error={look.error} />}
      {look.data !== undefined && <Hour preview={look.data} />}
    </div>
  )
}

function Hour({ preview: { startsAt, items, unfilled, leftOut, tracksKnown } }: { preview: PreviewView }) {
  const say = useWords()
  const at = (instant: string): string => clockText(Date.parse(instant) - Date.parse(startsAt))
  return (
    <div className="col">
      <p className="s12 t3">{say('web.clocks.fromTracks', { count: tracksKnown })}</p>
      {unfilled.map((gap) => (
        <p key={gap.startsAt} className="s13 tone-bad">
          {say('web.clocks.gap', { from: at(gap.startsAt), to: at(gap.endsAt), why: gap.reason.text })}
        </p>
      ))}
      {leftOut.map((one) => (
        <p key={one.slotKey} className="s13 tone-warn">
          {say('web.clocks.leftOut', { slot: one.slotKey, why: one.reason.text })}
        </p>
      ))}
      <ol className={styles.hour}>
        {items.map((item) => (
          <li key={item.slotKey}>
            <details>
              <summary>
                <span className="num t3">{at(item.startsAt)}</span>
                <span className={styles.type}>
                  {item.typeCode ?? say(`web.clocks.kind.${item.what === 'spot' ? 'spots' : item.what}`)}
                </span>
                <span className="cut">
                  <b>{item.title === '' ? say('web.clocks.voiceOpen') : item.title}</b> {item.artist}
                </span>
                {item.why.broken.length > 0 && <span className="s12 tone-warn">{say('web.clocks.breaks')}</span>}
                <span className="num end">{clockText(item.lengthMs)}</span>
              </summary>
              <p>{item.why.chose.text}</p>
              {item.why.broken.map((one) => (
                <p key={one.code} className="tone-warn">
                  {one.text}
                </p>
              ))}
              {item.why.blocked.map((one) => (
                <p key={one.trackId} className="t3">
                  {say('web.clocks.blocked', { title: one.title, why: one.by.text })}
                </p>
              ))}
            </details>
          </li>
        ))}
      </ol>
    </div>
  )
}
