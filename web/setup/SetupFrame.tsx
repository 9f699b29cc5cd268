import { IconCheck } from '@tabler/icons-react'
import { useEffect, type ReactNode } from 'react'
import { Announcer } from '../parts/Announcer.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Mark } from '../shell/Mark.tsx'
import { useWords } from '../words.ts'
import styles from './SetupFrame.module.css'

export interface SetupStep {
  name: string
  /** What came of it, or what it is about. */
  detail: string
}

interface SetupFrameProps {
  steps: readonly SetupStep[]
  /** Index of the open step. */
  at: number
  title: string
  lead: string
  children: ReactNode
}

/** The steps on a cord, and the open one. */
export function SetupFrame({ steps, at, title, lead, children }: SetupFrameProps) {
  const say = useWords()
  useEffect(() => {
    document.title = say('web.documentTitle', { title })
  }, [say, title])
  return (
    <div className={styles.frame}>
      <aside className={styles.side} aria-label={say('web.setup.steps')}>
        <div className={styles.brand}>
          <Mark />
          {say('app.name')}
        </div>
        <ol className={styles.steps}>
          {steps.map((step, index) => (
            <li
              key={step.name}
              data-state={index < at ? 'done' : index === at ? 'open' : 'later'}
              aria-current={index === at ? 'step' : undefined}
            >
              <span className={styles.jack}>{index < at ? <Icon of={IconCheck} size={13} /> : index + 1}</span>
              <span>{step.name}</span>
              <small>{step.detail}</small>
            </li>
          ))}
        </ol>
        <p className={`${styles.hint} s12 t3`}>{say('web.setup.hint')}</p>
      </aside>
      <main className={styles.main} id="main">
        <div className="col gap4">
          <h1>{title}</h1>
          <p className="t2">{lead}</p>
        </div>
        {children}
        <Announcer />
      </main>
    </div>
  )
}
