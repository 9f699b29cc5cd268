import { IconFileSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ChangeEvent } from 'react'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { type Listing, listDropped, listPicked, takeDropped } from './list-dropped.ts'
import styles from './where.module.css'

type Dropped = ReturnType<typeof takeDropped>

/** Files, folders or a whole card: dropped anywhere on the page, or chosen. */
export function DropFiles({ onFiles }: { onFiles: (listing: Listing) => void }) {
  const say = useWords()
  const [found, setFound] = useState<number | null>(null)
  const list = async (dropped: Dropped): Promise<void> => {
    setFound(0)
    const listing = await listDropped(dropped, setFound)
    setFound(null)
    onFiles(listing)
  }
  const isOver = useDrop((dropped) => void list(dropped))
  return (
    <div className={styles.drop} data-over={isOver || undefined}>
      <span className="t3">
        <Icon of={IconFileSearch} size={22} />
      </span>
      <span className="s13" role="status">
        {found === null ? say('web.archive.where.drop') : say('web.archive.where.listing', { count: found })}
      </span>
      <div className="row gap4 wrap">
        <Picker label={say('web.archive.where.chooseFiles')} onFiles={onFiles} />
        <Picker isFolder label={say('web.archive.where.chooseFolder')} onFiles={onFiles} />
      </div>
      <span className="s12 t2">{say('web.archive.where.stays')}</span>
    </div>
  )
}

interface PickerProps {
  label: string
  isFolder?: boolean
  onFiles: (listing: Listing) => void
}

function Picker({ label, isFolder = false, onFiles }: PickerProps) {
  const input = useRef<HTMLInputElement>(null)
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>): void => {
    if (currentTarget.files !== null && currentTarget.files.length > 0) onFiles(listPicked(currentTarget.files))
    currentTarget.value = ''
  }
  return (
    <>
      <Button isSmall onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        onChange={take}
        {...(isFolder ? { webkitdirectory: '' } : {})}
      />
    </>
  )
}

/** Whole pages take drops: a file dropped beside a frame would be opened in place of the page. */
function useDrop(onDropped: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onDropped)
  useEffect(() => void (latest.current = onDropped))
  useEffect(() => {
    const over = new AbortController()
    const { signal } = over
    const ofFiles = (handle: (event: DragEvent, transfer: DataTransfer) => void) => (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      handle(event, event.dataTransfer)
    }
    const enter = ofFiles(() => setOver(true))
    window.addEventListener('dragenter', enter, { signal })
    window.addEventListener('dragover', enter, { signal })
    window.addEventListener('dragleave', ({ relatedTarget }) => setOver(relatedTarget !== null), { signal })
    window.addEventListener(
      'drop',
      ofFiles((_event, transfer) => {
        setOver(false)
        latest.current(takeDropped(transfer))
      }),
      { signal },
    )
    return () => over.abort()
  }, [])
  return isOver
}
