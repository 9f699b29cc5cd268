import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import { useState, useSyncExternalStore } from 'react'
import { useWords } from '../words.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { closeToast, hold, onToasts, resume, toastsNow, type ShownToast } from './toast.ts'
import styles from './Toasts.module.css'

/** Where toasts appear; once per page. They stay while they are pointed at or have the focus. */
export function Toasts() {
  const say = useWords()
  const shown = useSyncExternalStore(onToasts, toastsNow)
  return (
    <section className={styles.stack} aria-label={say('web.toasts')} aria-live="polite">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: ShownToast }) {
  const say = useWords()
  const { id, title, detail, onUndo } = toast
  const [undoing, setUndoing] = useState<'not' | 'busy' | { whyNot: string }>('not')
  const undo = async () => {
    hold(id)
    setUndoing('busy')
    const whyNot = await onUndo?.()
    if (whyNot === undefined) return closeToast(id)
    setUndoing({ whyNot })
    resume(id)
  }
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => hold(id)}
      onPointerLeave={() => resume(id)}
      onFocus={() => hold(id)}
      onBlur={() => resume(id)}
    >
      <span className="tone-ok">
        <Icon of={IconCheck} />
      </span>
      <span className="s13 grow">
        <b>{title}</b>{' '}
        {typeof undoing === 'object' ? (
          <span className="tone-bad">{undoing.whyNot}</span>
        ) : (
          <span className="t2">{detail}</span>
        )}
      </span>
      {onUndo !== undefined && (
        <Button
          isSmall
          isWrite
          icon={IconArrowBackUp}
          whyNot={undoing === 'busy' ? say('web.signin.busy') : null}
          onClick={() => void undo()}
        >
          {say('web.undo')}
        </Button>
      )}
      <Button isSmall isIconOnly look="quiet" icon={IconX} onClick={() => closeToast(id)}>
        {say('web.close')}
      </Button>
    </div>
  )
}
