import { useMemo, useRef, useState } from 'react'
import { archiveRoutes, isLocalTime, type ItemView } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { formatLocal } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/fields.tsx'
import { useKeys, type KeyBinding } from '../parts/keyboard.ts'
import { useWords } from '../words.ts'

/** Says by hand when an item was taken, or goes back to what its file says. */
export function DateForm({ item }: { item: ItemView }) {
  const say = useWords()
  const [typed, setTyped] = useState(item.captured === null ? '' : formatLocal(item.captured.local))
  const set = useAct(archiveRoutes.routes.setCaptureDate)
  const local = typed.trim().replace(' ', 'T')
  const isWrong = typed !== '' && !isLocalTime(local)
  const params = { itemId: item.itemId }
  const form = useRef<HTMLFormElement>(null)
  useKeys(
    useMemo(
      (): KeyBinding[] => [
        { keys: 'e', label: 'web.keys.edit', run: () => form.current?.querySelector('input')?.focus() },
      ],
      [],
    ),
  )
  return (
    <form
      ref={form}
      className="col"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWrong && typed !== '') set.mutate({ params, body: { local } })
      }}
    >
      <TextField
        name={say('web.archive.item.taken')}
        value={typed}
        onChange={setTyped}
        isMono
        placeholder="2021-07-02 00:30"
        error={isWrong ? say('web.archive.date.form') : undefined}
      />
      {set.error !== null && <ProblemPanel error={set.error} />}
      <div className="row gap4 wrap">
        <Button isSmall isWrite type="submit">
          {say('web.archive.date.set')}
        </Button>
        {item.captured?.byHand === true && (
          <Button isSmall isWrite look="quiet" onClick={() => set.mutate({ params, body: { local: null } })}>
            {say('web.archive.date.back')}
          </Button>
        )}
      </div>
    </form>
  )
}
