import { Link } from '@tanstack/react-router'
import { IconSearch, IconUser } from '@tabler/icons-react'
import { formatClock, formatExact } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Icon } from '../parts/Icon.tsx'
import { Count, Dot, KeyHint } from '../parts/small.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'
import { AREAS, areaOf, pageOfArea, type Area } from './areas.ts'
import { Mark } from './Mark.tsx'
import styles from './Nav.module.css'
import { CONNECTION_TONES, type ShellProps } from './shell-view.ts'
import { Hint } from '../parts/Hint.tsx'

/** 208 px with words, a 56 px rail below 1100 px; the phone has the bottom bar. */
export function Nav({ path, counts, person, onSearch }: Omit<ShellProps, 'children'> & { onSearch: () => void }) {
  const say = useWords()
  const open = areaOf(path)
  return (
    <nav className={styles.nav} aria-label={say('web.nav.name')}>
      <div className={styles.brand}>
        <Mark />
        <span className={styles.label}>{say('app.name')}</span>
      </div>
      <button
        type="button"
        className={styles.find}
        onClick={onSearch}
        aria-label={say('web.palette.open')}
        aria-keyshortcuts="/"
      >
        <Icon of={IconSearch} />
        <span className={styles.label}>{say('web.palette.open')}</span>
        <span className={`${styles.label} end`}>
          <KeyHint>/</KeyHint>
        </span>
      </button>
      <ul>
        {AREAS.map((area) => (
          <AreaLink key={area.id} area={area} isOpen={area === open} path={path} count={counts[area.id]} />
        ))}
      </ul>
      <Foot person={person} />
    </nav>
  )
}

interface AreaLinkProps {
  area: Area
  isOpen: boolean
  path: string
  count: ShellProps['counts'][Area['id']]
}

function AreaLink({ area, isOpen, path, count }: AreaLinkProps) {
  const say = useWords()
  const current = isOpen ? pageOfArea(area, path) : undefined
  return (
    <li>
      <Hint text={isRail() ? say(area.label) : ''} side="right">
        <Link
          to={area.to}
          className={styles.area}
          data-on={isOpen || undefined}
          aria-current={isOpen && area.pages.length === 0 ? 'page' : undefined}
        >
          <Icon of={area.icon} size={18} />
          <span className={styles.label}>{say(area.label)}</span>
          {count !== undefined && (
            <span className={`${styles.count} end`}>
              <Count
                value={count.value}
                label={count.label}
                {...(count.tone === undefined ? {} : { tone: count.tone })}
              />
            </span>
          )}
        </Link>
      </Hint>
      {isOpen && area.pages.length > 0 && (
        <ul className={styles.pages}>
          {area.pages.map((page) => (
            <li key={page.to}>
              <Link
                to={page.to}
                data-on={page === current || undefined}
                aria-current={page === current ? 'page' : undefined}
              >
                {say(page.label)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

const isRail = () => matchMedia('(max-width: 1099px)').matches

function Foot({ person }: Pick<ShellProps, 'person'>) {
  const say = useWords()
  const { state, serverAheadMs } = useConnection()
  const nowMs = useNow('each-second')
  const serverMs = nowMs + serverAheadMs
  return (
    <div className={styles.foot}>
      <div title={say(`web.connection.${state}`)}>
        <Dot tone={CONNECTION_TONES[state]} />
        <span className={styles.label}>{say(`web.connection.${state}`)}</span>
        <time className={`${styles.label} end t3 num`} title={say('web.serverTime', { time: formatExact(serverMs) })}>
          {formatClock(serverMs)}
        </time>
      </div>
      <Link to="/settings" className={styles.person}>
        <Icon of={IconUser} />
        <span className={`${styles.label} cut`}>{person.name}</span>
        <span className={`${styles.label} end t3`}>{say(`web.role.${person.role}`)}</span>
      </Link>
    </div>
  )
}
