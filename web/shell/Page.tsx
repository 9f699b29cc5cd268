import { Link } from '@tanstack/react-router'
import { IconSearch } from '@tabler/icons-react'
import { use, useEffect, useRef, type ReactNode } from 'react'
import { useConnection } from '../live/connection.ts'
import { Button } from '../parts/Button.tsx'
import { Dot } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import { areaOf, pageOfArea } from './areas.ts'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { DemoBanner } from './DemoBanner.tsx'
import { Mark } from './Mark.tsx'
import styles from './Page.module.css'
import { ShellContext } from './shell-context.ts'
import { CONNECTION_TONES } from './shell-view.ts'

interface PageProps {
  title: string
  subtitle?: ReactNode
  /** The primary one last. */
  actions?: ReactNode
  children: ReactNode
}

/** Title row, banner and body of one page; names the document. */
export function Page({ title, subtitle, actions, children }: PageProps) {
  const say = useWords()
  useEffect(() => {
    document.title = say('web.documentTitle', { title })
  }, [say, title])
  return (
    <main className={styles.main} id="main" tabIndex={-1}>
      <PhoneTop title={title} />
      <header className={styles.head}>
        <div className="col gap2">
          <h1>{title}</h1>
          {subtitle !== undefined && <div className={styles.sub}>{subtitle}</div>}
        </div>
        {actions !== undefined && <div className={`${styles.actions} row wrap end`}>{actions}</div>}
      </header>
      <ConnectionBanner otherwise={<DemoBanner />} />
      <div className={styles.body}>{children}</div>
    </main>
  )
}

function PhoneTop({ title }: { title: string }) {
  const say = useWords()
  const { openPalette, path } = use(ShellContext)
  const { state } = useConnection()
  return (
    <>
      <div className={styles.phoneTop}>
        <Mark size={20} />
        <h1 className="cut">{title}</h1>
        <span className="row end">
          <Button isIconOnly look="quiet" icon={IconSearch} onClick={openPalette}>
            {say('web.palette.open')}
          </Button>
          <Dot tone={CONNECTION_TONES[state]} />
          <span className="sr-only">{say(`web.connection.${state}`)}</span>
        </span>
      </div>
      <PhonePages path={path} />
    </>
  )
}

/** The pages of the open area, where there is no navigation at the side. */
function PhonePages({ path }: { path: string }) {
  const say = useWords()
  const area = areaOf(path)
  const row = useRef<HTMLElement>(null)
  useEffect(() => {
    const open = row.current?.querySelector<HTMLElement>('[data-on]')
    if (open) row.current?.scrollTo({ left: open.offsetLeft - (row.current.clientWidth - open.offsetWidth) / 2 })
  }, [])
  if (area === undefined || area.pages.length === 0) return null
  const current = pageOfArea(area, path)
  return (
    <nav ref={row} className={styles.pages} aria-label={say(area.label)}>
      {area.pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          data-on={page === current || undefined}
          aria-current={page === current ? 'page' : undefined}
        >
          {say(page.label)}
        </Link>
      ))}
    </nav>
  )
}
