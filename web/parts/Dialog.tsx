import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  widthPx?: number
}

/** A decision that stands over the page: traps the focus, gives it back, closes with Esc. */
export function Dialog({ title, isOpen, onClose, children, widthPx = 420 }: DialogProps) {
  const say = useWords()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={widthPx}
      centered
      transitionProps={{ duration: 120 }}
      closeButtonProps={{ 'aria-label': say('web.close') }}
      classNames={{ header: styles.head, title: styles.title, body: styles.body }}
    >
      {children}
    </Modal>
  )
}
