import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Announcer } from '../parts/Announcer.tsx'
import { Toasts } from '../parts/Toasts.tsx'
import { Mark } from '../shell/Mark.tsx'
import { Theme } from '../theme/Theme.tsx'
import { addWords } from '../words.ts'
import ofArchive from 'virtual:words/archive'
import { ControlStories } from './controls.tsx'
import { ListStories } from './lists.tsx'
import { PlanStories } from './plan.tsx'
import { StateStories } from './state-chips.tsx'
import styles from './stories.module.css'

addWords(ofArchive)

/** Every part with data of one morning; for looking at, and for the test of parts. */
function Stories() {
  return (
    <main className={styles.page}>
      <div className="row gap12">
        <Mark size={26} />
        <h1>Parts</h1>
        <span className="t2">what every screen is made of</span>
      </div>
      <StateStories />
      <PlanStories />
      <ListStories />
      <ControlStories />
    </main>
  )
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Theme>
      <Toasts />
      <Announcer />
      <Stories />
    </Theme>
  </StrictMode>,
)
