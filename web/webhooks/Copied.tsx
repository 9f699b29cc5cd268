import { IconCopy } from '@tabler/icons-react'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import styles from './webhooks.module.css'

/** A value to take along. @param name of the button that copies it */
export function Copied({ value, name }: { value: string; name: string }) {
  return (
    <span className={styles.address}>
      <code className="mono s12 break">{value}</code>
      <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(value)}>
        {name}
      </Button>
    </span>
  )
}
