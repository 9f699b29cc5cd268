import { Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { Icon } from '../parts/Icon.tsx'
import { KeyHint } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import styles from './Palette.module.css'
import type { PaletteEntry, PaletteSource } from './palette-view.ts'
import { useEntries } from './use-entries.ts'

interface PaletteProps {
  isOpen: boolean
  onClose: () => void
  sources: readonly PaletteSource[]
}

/** One field for things, pages, settings and commands. */
export function Palette({ isOpen, onClose, sources }: PaletteProps) {
  const say = useWords()
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={560}
      padding={0}
      yOffset="12vh"
      transitionProps={{ duration: 120 }}
      lockScroll={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={say('web.palette.open')}>
        <PaletteBody onClose={onClose} sources={sources} />
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteBody({ onClose, sources }: Omit<PaletteProps, 'isOpen'>) {
  const say = useWords()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const { entries, isPartial, remember } = useEntries(sources, text)
  const activeIndex = Math.min(active, entries.length - 1)
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return
    remember(entry)
    onClose()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(activeIndex + 1, entries.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(activeIndex - 1, 0))
    else if (event.key === 'Enter') run(entries[activeIndex])
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={styles.field}>
        <Icon of={IconSearch} />
        <input
          className={styles.input}
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={entries[activeIndex] === undefined ? undefined : `palette-${activeIndex}`}
          aria-label={say('web.palette.open')}
          placeholder={say('web.palette.open')}
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
        <KeyHint>Esc</KeyHint>
      </div>
      <Entries
        entries={entries}
        activeIndex={activeIndex}
        onRun={run}
        onPoint={setActive}
        hasText={text !== ''}
        isPartial={isPartial}
      />
      <Hints />
    </>
  )
}

function Hints() {
  const say = useWords()
  return (
    <div className={styles.hints}>
      <span>
        <KeyHint>&gt;</KeyHint> {say('web.palette.commands')}
      </span>
      <span>
        <KeyHint>#</KeyHint> {say('web.palette.ids')}
      </span>
      <span>
        <KeyHint>?</KeyHint> {say('web.palette.keys')}
      </span>
    </div>
  )
}

interface EntriesProps {
  entries: readonly PaletteEntry[]
  activeIndex: number
  onRun: (entry: PaletteEntry) => void
  onPoint: (index: number) => void
  hasText: boolean
  isPartial: boolean
}

function Entries({ entries, activeIndex, onRun, onPoint, hasText, isPartial }: EntriesProps) {
  const say = useWords()
  return (
    <div className={styles.list} role="listbox" id="palette-list" aria-label={say('web.palette.results')}>
      {entries.map((entry, index) => (
        <div
          key={entry.id}
          id={`palette-${index}`}
          role="option"
          aria-selected={index === activeIndex}
          className={styles.entry}
          ref={index === activeIndex ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
          onPointerMove={() => onPoint(index)}
          tabIndex={-1}
          onMouseDown={(event) => {
            event.preventDefault()
            onRun(entry)
          }}
        >
          <Icon of={entry.icon} />
          <span className="cut">{entry.name}</span>
          <span className="t3 s12 nowrap">{entry.kind}</span>
          <span className="end row gap4">
            {entry.state}
            {index === activeIndex && <KeyHint>Enter</KeyHint>}
          </span>
        </div>
      ))}
      {isPartial && <div className={styles.none}>{say('web.palette.partial')}</div>}
      {entries.length === 0 && hasText && !isPartial && <div className={styles.none}>{say('web.palette.nothing')}</div>}
    </div>
  )
}
