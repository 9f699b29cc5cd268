import { IconArrowUp } from '@tabler/icons-react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import styles from './NewRows.module.css'

/** How many rows wait, so that nothing moves under the hand; shows them when asked. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  const say = useWords()
  return (
    <div className={styles.place} role="status">
      {count > 0 && (
        <Button isSmall icon={IconArrowUp} onClick={onShow}>
          {say('web.table.new', { count })}
        </Button>
      )}
    </div>
  )
}
