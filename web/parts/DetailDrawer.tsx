import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import panel from './Panel.module.css'
import styles from './DetailDrawer.module.css'

interface DetailDrawerProps {
  title: string
  onClose: () => void
  /** State, cause, next automatic act, buttons, facts, history: each a `DrawerPart`. */
  children: ReactNode
  footer?: ReactNode
}

/** Beside the list from 1280 px, over it below, a whole page on the phone. Esc closes it. */
export function DetailDrawer(props: DetailDrawerProps) {
  const say = useWords()
  const isBeside = useMediaQuery('(min-width: 1280px)', true, { getInitialValueInEffect: false })
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  if (isBeside) return <Beside {...props} />
  return (
    <Drawer
      opened
      onClose={props.onClose}
      title={props.title}
      position="right"
      size={isPhone ? '100%' : 440}
      padding={0}
      transitionProps={{ duration: 180 }}
      closeButtonProps={{ 'aria-label': say('web.close') }}
      classNames={{ header: styles.head, title: styles.title, body: styles.body }}
    >
      {props.children}
      {props.footer !== undefined && <div className={`${panel.foot} ${styles.foot}`}>{props.footer}</div>}
    </Drawer>
  )
}

function Beside({ title, onClose, children, footer }: DetailDrawerProps) {
  const say = useWords()
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && document.querySelector('[aria-modal="true"]') === null) onClose()
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <aside className={`${panel.panel} ${styles.beside}`} aria-label={title}>
      <div className={styles.head}>
        <h2 className="grow break">{title}</h2>
        <Button isSmall isIconOnly look="quiet" icon={IconX} onClick={onClose}>
          {say('web.closeDetails')}
        </Button>
      </div>
      <div className={styles.body}>{children}</div>
      {footer !== undefined && <div className={`${panel.foot} ${styles.foot}`}>{footer}</div>}
    </aside>
  )
}

/** One block of the drawer, below a hairline. */
export function DrawerPart({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={styles.part}>
      {title !== undefined && <h3 className="s12 t2">{title}</h3>}
      {children}
    </div>
  )
}
