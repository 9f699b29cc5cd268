import { useState } from 'react'
import { formatNumber } from '../format.ts'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import styles from './Dialog.module.css'
import { TextField } from './fields.tsx'

interface TypedConfirmProps {
  isOpen: boolean
  onClose: () => void
  onConfirm: () => void
  /** "Delete 37 duplicates for good?" */
  title: string
  /** What goes, what stays, and that it can't be undone. */
  text: string
  /** Has to be typed, with or without separators. */
  count: number
  /** Names the safe way out: "Keep them". */
  keepLabel: string
  /** Names the act and the number: "Delete 37 files". */
  actLabel: string
}

/** Only where undo is impossible: the count is typed, the safe button comes first. */
export function TypedConfirm(props: TypedConfirmProps) {
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <TypedForm {...props} />
    </Dialog>
  )
}

function TypedForm({ text, count, keepLabel, actLabel, onClose, onConfirm }: TypedConfirmProps) {
  const say = useWords()
  const [typed, setTyped] = useState('')
  const isRight = [String(count), formatNumber(count)].includes(typed.trim())
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight) onConfirm()
      }}
    >
      <span className="s13 t2">{text}</span>
      <TextField label={say('web.confirm.type', { count })} value={typed} onChange={setTyped} isNumeric />
      <div className={styles.buttons}>
        <FirstButton onClick={onClose}>{keepLabel}</FirstButton>
        <Button
          look="danger-fill"
          type="submit"
          isWrite
          whyNot={isRight ? undefined : say('web.confirm.typeFirst', { count })}
        >
          {actLabel}
        </Button>
      </div>
    </form>
  )
}

function FirstButton({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <Button onClick={onClick} ref={(button) => button?.setAttribute('data-autofocus', '')}>
      {children}
    </Button>
  )
}
