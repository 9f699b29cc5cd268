import { Dialog } from '../parts/Dialog.tsx'
import { KeyHint } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import { useBoundKeys } from '../parts/keyboard.ts'
import styles from './KeyHelp.module.css'

/** The keys of this page. */
export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const say = useWords()
  // Two parts of a page may have the same key.
  const bound = [...new Map(useBoundKeys().map((binding) => [binding.keys, binding])).values()]
  return (
    <Dialog title={say('web.keys.title')} isOpen={isOpen} onClose={onClose}>
      <ul className={styles.list}>
        {bound.map((binding) => (
          <li key={binding.keys} className="row s13">
            <span className="grow">{say(binding.label)}</span>
            <KeysInWords keys={binding.keys} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function KeysInWords({ keys }: { keys: string }) {
  const say = useWords()
  const parts = keys.startsWith('mod+') ? [say('web.keys.mod'), keys.slice('mod+'.length)] : keys.split(' ')
  return (
    <span className="row gap4">
      {parts.map((part) => (
        <KeyHint key={part}>{part.length === 1 ? part.toUpperCase() : part}</KeyHint>
      ))}
    </span>
  )
}
