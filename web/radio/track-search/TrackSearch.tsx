import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { logRoutes } from '../../../src/radio/logs/contract.ts'
import type { FitView } from '../../../src/radio/logs/read/contract.ts'
import { TypeCode } from '../../../src/radio/tracks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords } from '../../words.ts'
import { lengthIn } from '../logs/day-view.ts'
import styles from './track-search.module.css'
import { type FoundTrack, TrackOptions } from './TrackOptions.tsx'

interface TrackSearchProps {
  logId: number
  /** What it should fill; undefined where there is room. */
  lengthMs: number | undefined
  /** Of what it takes the place of; null for any. */
  typeCode: TypeCode | null
  onChoose: (trackId: number) => void
  /** Esc was pressed. */
  onClose: () => void
}

const ANY_MS = 240_000
const SHOWN = 20
const ANY = 'any'
const { fits } = logRoutes.routes

/** Tracks of the library, those that fit best first; arrows and Enter choose. */
export function TrackSearch({ logId, lengthMs, typeCode, onChoose, onClose }: TrackSearchProps) {
  const say = useWords()
  const store = useCombobox({ opened: true, onDropdownClose: onClose })
  const [text, setText] = useState('')
  const [type, setType] = useState<TypeCode | typeof ANY>(typeCode ?? ANY)
  const typed = useTypedText(text, (next) => setText(next ?? ''))
  const query = {
    lengthMs: Math.max(1000, lengthMs ?? ANY_MS),
    limit: SHOWN,
    ...(text === '' ? {} : { text }),
    ...(type === ANY ? {} : { type }),
  }
  const read = useRead(fits, { params: { logId }, query })
  const options = [
    { value: ANY, label: say('web.logs.anyType') },
    ...TypeCode.options.map((code) => ({ value: code, label: code })),
  ] as const
  return (
    <Combobox store={store} onOptionSubmit={(value) => onChoose(Number(value))}>
      <div className="col gap12">
        <div className="row top">
          <span className="grow">
            <Combobox.EventsTarget>
              <TextInput
                label={say('web.logs.search')}
                value={typed.value}
                onChange={({ currentTarget: { value } }) => typed.onChange(value)}
                autoComplete="off"
                data-autofocus
                autoFocus
              />
            </Combobox.EventsTarget>
          </span>
          <ChoiceField label={say('web.logs.type')} value={type} onChange={setType} options={options} />
        </div>
        {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
        {read.data !== undefined && (
          <>
            <div className={styles.list}>
              <TrackOptions
                tracks={read.data.items}
                name={say('web.radio.track.list')}
                aside={lengthMs === undefined ? undefined : restOf}
                onShown={() => store.selectFirstOption()}
              />
            </div>
            {read.data.items.length === 0 && <p className="s13 t2">{say('web.radio.track.none')}</p>}
            <p className="s12 t3">
              {say('web.logs.libraryRead')} <Ago at={read.data.readAt} isSentence />
            </p>
          </>
        )}
      </div>
    </Combobox>
  )
}

/** What stays silent, or would be cut. */
function restOf(track: FoundTrack): ReactNode {
  const { leftMs } = track as FoundTrack & FitView
  if (leftMs === 0) return null
  return <span className="t3">{` ${leftMs > 0 ? '−' : '+'}${lengthIn(Math.abs(leftMs))}`}</span>
}
