import { useState } from 'react'
import { TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { clockText, msOf } from './hour-sum.ts'

interface TimeFieldProps {
  name: string
  ms: number
  onChange: (ms: number) => void
}

/** Minutes and seconds; what is no time yet stays in the field and changes nothing. */
export function TimeField({ name, ms, onChange }: TimeFieldProps) {
  const say = useWords()
  const [typed, setTyped] = useState<string | null>(null)
  const isWrong = typed !== null && msOf(typed) === null
  return (
    <span onBlur={() => !isWrong && setTyped(null)}>
      <TextField
        name={name}
        value={typed ?? clockText(ms)}
        isNumeric
        onChange={(text) => {
          setTyped(text)
          const next = msOf(text)
          if (next !== null) onChange(next)
        }}
        {...(isWrong ? { error: say('web.clocks.noTime') } : {})}
      />
    </span>
  )
}
