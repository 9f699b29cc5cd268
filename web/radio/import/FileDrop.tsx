import { IconFileUpload } from '@tabler/icons-react'
import { useId, useRef, useState, type DragEvent } from 'react'
import { CSV_LARGEST } from '../../../src/radio/csv/contract.ts'
import { formatBytes } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords, type Say } from '../../words.ts'
import styles from '../programme/programme.module.css'

/** Its bytes as they are, whatever the browser takes its type for. */
export const asCsv = (file: File): Blob => new Blob([file], { type: 'text/csv' })

/** Why a file can't be tried. */
export function whyNotFile(say: Say, file: File | undefined): string | null {
  if (file === undefined) return say('web.programme.import.needsFile')
  if (file.size === 0) return say('web.programme.import.empty')
  return file.size > CSV_LARGEST ? say('web.programme.import.tooLarge', { most: formatBytes(CSV_LARGEST) }) : null
}

interface FileDropProps {
  file: File | undefined
  onFile: (file: File) => void
  /** Endings and types that the browser offers; those of a CSV unless said. */
  accept?: string
  /** What can be dropped. */
  hint?: string
}

/** One file, dropped or chosen. */
export function FileDrop({ file, onFile, accept = '.csv,.tsv,.txt,text/csv', hint }: FileDropProps) {
  const say = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped !== undefined) onFile(dropped)
  }
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span className="t3">
        <Icon of={IconFileUpload} size={22} />
      </span>
      <span className="s13 break" role="status">
        {file === undefined
          ? (hint ?? say('web.programme.import.drop'))
          : say('web.programme.import.chosen', { name: file.name, size: formatBytes(file.size) })}
      </span>
      <label className="sr-only" htmlFor={id}>
        {say('web.programme.import.file')}
      </label>
      <input
        ref={input}
        id={id}
        className="sr-only"
        type="file"
        tabIndex={-1}
        accept={accept}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          if (chosen !== undefined) onFile(chosen)
        }}
      />
      <Button isSmall onClick={() => input.current?.click()}>
        {say(file === undefined ? 'web.programme.import.choose' : 'web.programme.import.chooseOther')}
      </Button>
    </div>
  )
}
