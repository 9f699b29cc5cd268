import { useWords } from '../words.ts'
import styles from './SkipLink.module.css'

/** First stop of Tab: past the navigation. A bare `#main` would go to the base path. */
export function SkipLink() {
  const say = useWords()
  return (
    <a
      className={styles.skip}
      href={`${window.location.pathname}#main`}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}
    >
      {say('web.skip')}
    </a>
  )
}
