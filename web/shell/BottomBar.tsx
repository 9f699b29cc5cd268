import { Link } from '@tanstack/react-router'
import { Icon } from '../parts/Icon.tsx'
import { useWords } from '../words.ts'
import { AREAS, areaOf } from './areas.ts'
import styles from './BottomBar.module.css'

/** The phone's navigation. */
export function BottomBar({ path }: { path: string }) {
  const say = useWords()
  const open = areaOf(path)
  return (
    <nav className={styles.bar} aria-label={say('web.nav.name')}>
      {AREAS.map((area) => (
        <Link
          key={area.id}
          to={area.to}
          data-on={area === open || undefined}
          aria-current={area === open ? 'page' : undefined}
        >
          <Icon of={area.icon} size={22} />
          {say(area.label)}
        </Link>
      ))}
    </nav>
  )
}
