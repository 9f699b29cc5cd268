import { IconUserX } from '@tabler/icons-react'
import { useState } from 'react'
import type { PublishPreview, RowInTheWayView } from '../../../src/radio/logs/publish/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { CheckField } from '../../parts/fields.tsx'
import { useWords, type Say } from '../../words.ts'
import { exactClock } from './detail.ts'
import styles from './publish.module.css'
import type { Publishing } from './use-publishing.ts'

interface InTheWayProps {
  preview: PublishPreview
  publishing: Publishing
  timeZone: string
}

const SHOWN = 200

/** Rows of others where the log would be heard: they stay, unless a person names them. */
export function InTheWay({ preview, publishing, timeZone }: InTheWayProps) {
  const say = useWords()
  const rows = preview.inTheWay
  const isTaken = rows.some((row) => row.isTaken)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  if (rows.length === 0) return null
  const takeable = rows.filter(({ refusal }) => refusal === null).map(({ rowId }) => rowId)
  const names = takeable.filter((rowId) => chosen.has(rowId))
  const whyNot = publishing.mayTakeOver ? null : say('web.logs.takeOver.mayNot')
  return (
    <section className={styles.inTheWay} aria-label={say('web.logs.inTheWay')}>
      <p className="s12 t2">{say(isTaken ? 'web.logs.taken' : 'web.logs.inTheWay.about', { count: rows.length })}</p>
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <Row
            key={row.rowId}
            {...{ row, timeZone }}
            isChosen={chosen.has(row.rowId)}
            onChoose={isTaken || !publishing.mayTakeOver ? undefined : () => setChosen(toggled(chosen, row.rowId))}
          />
        ))}
      </ul>
      {rows.length > SHOWN && <p className="s12 t3">{say('web.logs.andMore', { count: rows.length - SHOWN })}</p>}
      <div className="row wrap gap4">
        {isTaken ? (
          <Button isSmall onClick={() => publishing.ask({ takeOver: [] })}>
            {say('web.logs.takeOver.leave')}
          </Button>
        ) : (
          takeable.length > 0 && (
            <>
              <Button
                isSmall
                icon={IconUserX}
                whyNot={whyNot ?? (names.length === 0 ? say('web.logs.takeOver.choose') : null)}
                onClick={() => publishing.ask({ takeOver: names })}
              >
                {say('web.logs.takeOver.preview', { count: names.length })}
              </Button>
              {names.length < takeable.length && (
                <Button isSmall look="quiet" whyNot={whyNot} onClick={() => setChosen(new Set(takeable))}>
                  {say('web.logs.takeOver.all')}
                </Button>
              )}
            </>
          )
        )}
      </div>
    </section>
  )
}

function toggled(chosen: ReadonlySet<number>, rowId: number): ReadonlySet<number> {
  const next = new Set(chosen)
  if (!next.delete(rowId)) next.add(rowId)
  return next
}

interface RowProps {
  row: RowInTheWayView
  timeZone: string
  isChosen: boolean
  onChoose: (() => void) | undefined
}

function Row({ row, timeZone, isChosen, onChoose }: RowProps) {
  const say = useWords()
  const { refusal, isTaken } = row
  const name = nameOf(say, row, timeZone)
  return (
    <li data-taken={isTaken || undefined}>
      {refusal === null && onChoose !== undefined ? (
        <CheckField label={name} name={name} isOn={isChosen} onChange={onChoose} />
      ) : (
        <span className="break">{name}</span>
      )}
      {row.madeBy !== null && <small>{say('web.logs.inTheWay.by', { actor: row.madeBy })}</small>}
      {isTaken && <small>{say('web.logs.inTheWay.goes')}</small>}
      {refusal !== null && <small>{[refusal.text, refusal.todo].filter(Boolean).join(' ')}</small>}
    </li>
  )
}

const nameOf = (say: Say, { startsAt, endsAt, title, show }: RowInTheWayView, timeZone: string): string =>
  say(show === '' ? 'web.logs.inTheWay.row' : 'web.logs.inTheWay.rowOf', {
    from: exactClock(startsAt, timeZone),
    to: exactClock(endsAt, timeZone),
    title,
    show,
  })

interface TakeOverDialogProps {
  rows: readonly RowInTheWayView[]
  timeZone: string
  isOpen: boolean
  onClose: () => void
  onConfirm: () => void
}

/** Says once more what goes, before it goes. */
export function TakeOverDialog({ rows, timeZone, isOpen, onClose, onConfirm }: TakeOverDialogProps) {
  const say = useWords()
  const { length: count } = rows
  return (
    <Dialog title={say('web.logs.takeOver.ask', { count })} isOpen={isOpen} onClose={onClose} widthPx={480}>
      <div className="col gap12">
        <span className="s13 t2">{say('web.logs.takeOver.text', { count })}</span>
        <ul className={styles.goes}>
          {rows.map((row) => (
            <li key={row.rowId}>{nameOf(say, row, timeZone)}</li>
          ))}
        </ul>
        <div className="row wrap gap8">
          <Button onClick={onClose}>{say('web.logs.takeOver.keep')}</Button>
          <span className="end">
            <Button look="danger-fill" isWrite onClick={onConfirm}>
              {say('web.logs.takeOver.do', { count })}
            </Button>
          </span>
        </div>
      </div>
    </Dialog>
  )
}
