import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { plannerRoutes } from '../../../src/radio/planner/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatDuration } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { FieldError, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { DayField } from '../planner/ClockFields.tsx'
import type { CopyDraft, FieldsProps } from './order-draft.ts'
import styles from './traffic.module.css'

/** What an order plays: tracks of the library, each with its weight and, if it has any, its own days. */
export function CopyFields({ stationId, draft: { copies }, error, onChange }: FieldsProps) {
  const say = useWords()
  const wrong = fieldError(error, '/copies')
  const set = (at: number, edit: Partial<CopyDraft>) =>
    onChange({ copies: copies.map((one, index) => (index === at ? { ...one, ...edit } : one)) })
  return (
    <fieldset className={styles.group}>
      <legend>{say('web.traffic.copy')}</legend>
      {copies.map((copy, at) => (
        <div key={`${copy.trackId} ${at}`} role="group" aria-label={copy.title} className={styles.copy}>
          <span className="col gap2">
            <b className="s13 break">{copy.title}</b>
            <span className="s12 t2">{say('web.traffic.copy.track', { trackId: copy.trackId })}</span>
          </span>
          <TextField
            label={say('web.traffic.weight')}
            value={copy.weight}
            onChange={(weight) => set(at, { weight })}
            isNumeric
          />
          <DayField
            label={say('web.traffic.copy.from')}
            value={copy.firstDay}
            onChange={(firstDay) => set(at, { firstDay })}
          />
          <DayField
            label={say('web.traffic.copy.to')}
            value={copy.lastDay}
            onChange={(lastDay) => set(at, { lastDay })}
          />
          <Button
            isSmall
            isIconOnly
            look="quiet"
            icon={IconX}
            onClick={() => onChange({ copies: copies.filter((_one, index) => index !== at) })}
          >
            {say('web.traffic.copy.remove', { title: copy.title })}
          </Button>
        </div>
      ))}
      {wrong !== undefined && <FieldError>{wrong}</FieldError>}
      <TrackSearch
        stationId={stationId}
        onChosen={(trackId, title) =>
          onChange({ copies: [...copies, { trackId: String(trackId), title, weight: '1', firstDay: '', lastDay: '' }] })
        }
      />
    </fieldset>
  )
}

const TYPING_MS = 200
const FOUND_MOST = 8

interface TrackSearchProps {
  stationId: number
  onChosen: (trackId: number, title: string) => void
}

/** Tracks of the library, by title or artist. */
function TrackSearch({ stationId, onChosen }: TrackSearchProps) {
  const say = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  return (
    <div className="col gap8">
      <TextField
        label={say('web.traffic.copy.add')}
        value={text}
        onChange={setText}
        placeholder={say('web.traffic.copy.search')}
      />
      {asked !== '' && (
        <Found
          {...{ stationId, asked }}
          onChosen={(trackId, title) => {
            onChosen(trackId, title)
            setText('')
          }}
        />
      )}
    </div>
  )
}

function Found({ stationId, asked, onChosen }: TrackSearchProps & { asked: string }) {
  const say = useWords()
  const list = useList(plannerRoutes.routes.palette, {
    params: { stationId },
    query: { kind: 'track', text: asked, limit: FOUND_MOST },
  })
  if (list.error !== null) return <ProblemPanel error={list.error} onRetry={list.retry} />
  if (list.state === 'ready' && list.items.length === 0)
    return <span className="s12 t2">{say('web.traffic.copy.notFound')}</span>
  return (
    <ul className={styles.found} aria-label={say('web.traffic.copy.found')}>
      {list.items.flatMap(({ trackId, title, artist, lengthMs }) =>
        trackId === null
          ? []
          : [
              <li key={trackId}>
                <Button isSmall look="quiet" icon={IconPlus} onClick={() => onChosen(trackId, title)}>
                  {[title, artist, lengthMs === null ? '' : formatDuration(lengthMs)].filter(Boolean).join(', ')}
                </Button>
              </li>,
            ],
      )}
    </ul>
  )
}
