import { useState } from 'react'
import type { TakeView } from '../../../src/radio/voice/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import type { Ends } from './ends.ts'
import { changeTake, useTakeAct } from './use-voice.ts'
import styles from './voice.module.css'
import { readSeconds } from './wave.ts'

interface EndsFormProps {
  take: TakeView
  ends: Ends
  onEnds: (ends: Ends) => void
}

const asText = (ms: number): string => (ms / 1000).toFixed(1)

/** The markers in numbers: what is typed moves them, and what is dragged is seen here. */
export function EndsForm({ take, ends, onEnds }: EndsFormProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const save = useTakeAct(changeTake)
  const { trimInMs, trimOutMs, musicInMs } = ends
  const isSame = trimInMs === take.trimInMs && trimOutMs === take.trimOutMs && musicInMs === take.musicInMs
  const isWrong = trimInMs < 0 || trimOutMs > take.recordingMs || trimOutMs - trimInMs < 1000
  return (
    <form
      className={`${styles.ends} lined`}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSame && !isWrong) save.mutate({ take, body: { trimInMs, trimOutMs, musicInMs } })
      }}
    >
      <Seconds label={say('web.voice.trimIn')} ms={trimInMs} onChange={(ms) => onEnds({ ...ends, trimInMs: ms })} />
      <Seconds label={say('web.voice.trimOut')} ms={trimOutMs} onChange={(ms) => onEnds({ ...ends, trimOutMs: ms })} />
      <Seconds
        label={say('web.voice.musicInAt')}
        ms={musicInMs ?? trimOutMs - trimInMs}
        onChange={(ms) => onEnds({ ...ends, musicInMs: ms })}
      />
      <Button
        type="submit"
        isWrite
        whyNot={
          !may
            ? say('web.voice.mayNot')
            : isWrong
              ? say('web.voice.wrongEnds')
              : isSame
                ? say('web.voice.sameEnds')
                : save.isPending
                  ? say('web.voice.saving')
                  : null
        }
      >
        {say('web.voice.saveEnds')}
      </Button>
      <p className="s12 t2">{say('web.voice.onAir')}</p>
      {save.error !== null && <ProblemPanel error={save.error} />}
    </form>
  )
}

function Seconds({ label, ms, onChange }: { label: string; ms: number; onChange: (ms: number) => void }) {
  const [typed, setTyped] = useState<string>()
  const isTyped = typed !== undefined && Math.abs((readSeconds(typed) ?? Number.NaN) - ms) < 1
  return (
    <TextField
      label={label}
      isNumeric
      unit="s"
      value={typed !== undefined && (isTyped || readSeconds(typed) === undefined) ? typed : asText(ms)}
      onChange={(text) => {
        setTyped(text)
        const read = readSeconds(text)
        if (read !== undefined) onChange(read)
      }}
    />
  )
}
