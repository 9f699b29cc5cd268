import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../../words.ts'

/** The preview where there is no room beside the hours. */
export function PublishDrawer({
  isOpen,
  onClose,
  children,
}: {
  isOpen: boolean
  onClose: () => void
  children: ReactNode
}) {
  const say = useWords()
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={say('web.logs.preview')}
      position="right"
      size={440}
      transitionProps={{ duration: 180 }}
      closeButtonProps={{ 'aria-label': say('web.close') }}
    >
      {children}
    </Drawer>
  )
}
