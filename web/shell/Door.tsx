import { useEffect, type ReactNode } from 'react'
import { Announcer } from '../parts/Announcer.tsx'
import { useWords } from '../words.ts'
import styles from './Door.module.css'
import { Mark } from './Mark.tsx'

/** A page in front of the house: sign-in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const say = useWords()
  useEffect(() => {
    document.title = say('web.documentTitle', { title })
  }, [say, title])
  return (
    <main className={styles.door} id="main">
      <div className={styles.brand}>
        <Mark size={24} />
        {say('app.name')}
      </div>
      <div className={styles.panel}>
        <h1>{title}</h1>
        {children}
      </div>
      <Announcer />
    </main>
  )
}
