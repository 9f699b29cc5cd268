import { IconX } from '@tabler/icons-react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import styles from './DataTable.module.css'
import type { TableSelection } from './table-view.ts'

interface BulkBarProps {
  selection: TableSelection
  total: number | undefined
  loaded: number
}

/** Floats at the bottom while rows are chosen. */
export function BulkBar({ selection, total, loaded }: BulkBarProps) {
  const say = useWords()
  const { isAll = false, onAll } = selection
  const count = isAll ? (total ?? selection.ids.size) : selection.ids.size
  if (count === 0) return null
  const canAll = !isAll && onAll !== undefined && total !== undefined && total > loaded
  return (
    <div className={styles.bulk} data-bulk role="region" aria-label={say('web.table.bulk')}>
      <span className="s13 num">
        <b>{say(isAll ? 'web.table.chosenAll' : 'web.table.chosen', { count })}</b>
      </span>
      {canAll && (
        <Button isSmall look="quiet" onClick={onAll}>
          {say('web.table.chooseAll', { count: total })}
        </Button>
      )}
      {selection.actions}
      <Button isSmall isIconOnly look="quiet" icon={IconX} onClick={() => selection.onChange(new Set())}>
        {say('web.table.chooseNone')}
      </Button>
    </div>
  )
}
