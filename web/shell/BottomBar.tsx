import { Link } from '@tanstack/react-router'
import { IconDots } from '@tabler/icons-react'
import { useId, useRef } from 'react'
import { Icon } from '../parts/Icon.tsx'
import { useWords } from '../words.ts'
import { AREAS, areaOf, type Area } from './areas.ts'
import styles from './BottomBar.module.css'

const IN_BAR: ReadonlySet<Area['id']> = new Set(['home', 'radio', 'library', 'archive'])
const BAR = AREAS.filter(({ id }) => IN_BAR.has(id))
const MORE = AREAS.filter(({ id }) => !IN_BAR.has(id))

/** The phone's navigation: what is looked at most, and the rest behind More. */
export function BottomBar({ path }: { path: string }) {
  const say = useWords()
  const id = useId()
  const more = useRef<HTMLDivElement>(null)
  const open = areaOf(path)
  const link = (area: Area) => (
    <Link
      key={area.id}
      to={area.to}
      data-on={area === open || undefined}
      aria-current={area === open ? 'page' : undefined}
      onClick={() => more.current?.hidePopover()}
    >
      <Icon of={area.icon} size={22} />
      {say(area.label)}
    </Link>
  )
  return (
    <nav className={styles.bar} aria-label={say('web.nav.name')}>
      {BAR.map(link)}
      <button type="button" popoverTarget={id} data-on={(open !== undefined && !BAR.includes(open)) || undefined}>
        <Icon of={IconDots} size={22} />
        {say('web.nav.more')}
      </button>
      <div ref={more} id={id} popover="auto" className={styles.more}>
        {MORE.map(link)}
      </div>
    </nav>
  )
}
