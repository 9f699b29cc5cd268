import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

/** Any batch by its id, also one that is not among the last. */
export function FindBatch() {
  const say = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const isId = /^[1-9]\d{0,15}$/.test(typed.trim())
  return (
    <form
      className="row gap8"
      onSubmit={(event) => {
        event.preventDefault()
        if (isId) void navigate({ to: '/archive/batches/$batchId', params: { batchId: typed.trim() } })
      }}
    >
      <TextField
        name={say('web.archive.batch.byId')}
        placeholder={say('web.archive.batch.byId')}
        value={typed}
        onChange={setTyped}
        isNumeric
      />
      <Button isSmall type="submit" whyNot={isId ? null : say('web.archive.batch.byId.hint')}>
        {say('web.archive.batch.open')}
      </Button>
    </form>
  )
}
