import { useState } from 'react'
import type { FitView } from '../../../src/radio/logs/read/contract.ts'
import { TypeCode } from '../../../src/radio/tracks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords } from '../../words.ts'
import { lengthIn } from './day-view.ts'
import { TypeChip } from './TypeChip.tsx'
import styles from './dialogs.module.css'
import { routes } from './use-logs.ts'

interface TrackSearchProps {
  logId: number
  /** What it should fill; undefined where there is room. */
  lengthMs: number | undefined
  /** Of what it takes the place of; null for any. */
  typeCode: TypeCode | null
  onChoose: (trackId: number) => void
  /** Where a note can stand as well. */
  onNote?: (text: string) => void
}

const ANY_MS = 240_000
const SHOWN = 20
const ANY = 'any'

/** Tracks of the library, those that fit best first. */
export function TrackSearch({ logId, lengthMs, typeCode, onChoose, onNote }: TrackSearchProps) {
  const say = useWords()
  const [text, setText] = useState('')
  const [type, setType] = useState<TypeCode | typeof ANY>(typeCode ?? ANY)
  const typed = useTypedText(text, (next) => setText(next ?? ''))
  const query = {
    lengthMs: Math.max(1000, lengthMs ?? ANY_MS),
    limit: SHOWN,
    ...(text === '' ? {} : { text }),
    ...(type === ANY ? {} : { type }),
  }
  const read = useRead(routes.fits, { params: { logId }, query })
  const options = [
    { value: ANY, label: say('web.logs.anyType') },
    ...TypeCode.options.map((code) => ({ value: code, label: code })),
  ] as const
  return (
    <div className="col gap12">
      <div className="row top">
        <span className="grow">
          <TextField label={say('web.logs.search')} {...typed} hasFocus />
        </span>
        <ChoiceField label={say('web.logs.type')} value={type} onChange={setType} options={options} />
      </div>
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {read.data !== undefined && (
        <>
          <Fits fits={read.data.items} {...{ lengthMs, onChoose }} />
          {read.data.items.length === 0 && <p className="s13 t2">{say('web.logs.noTrack')}</p>}
          <p className="s12 t3">
            {say('web.logs.libraryRead')} <Ago at={read.data.readAt} isSentence />
          </p>
        </>
      )}
      {onNote !== undefined && text !== '' && (
        <div className="row">
          <span className="end" />
          <Button isWrite onClick={() => onNote(text)}>
            {say('web.logs.asNote', { text })}
          </Button>
        </div>
      )}
    </div>
  )
}

interface FitsProps extends Pick<TrackSearchProps, 'lengthMs' | 'onChoose'> {
  fits: readonly FitView[]
}

function Fits({ fits, lengthMs, onChoose }: FitsProps) {
  const say = useWords()
  return (
    <ul className={styles.tracks} aria-label={say('web.logs.tracks')}>
      {fits.map((fit) => (
        <li key={fit.trackId}>
          <button type="button" onClick={() => onChoose(fit.trackId)}>
            <TypeChip typeCode={fit.typeCode} what="track" />
            <span className="break">
              {fit.title} <span className="t2">{fit.artist}</span>
            </span>
            <span className="num t2">
              {lengthIn(fit.lengthMs)}
              {lengthMs !== undefined && fit.leftMs !== 0 && (
                <span className="t3">{` ${fit.leftMs > 0 ? '−' : '+'}${lengthIn(Math.abs(fit.leftMs))}`}</span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
