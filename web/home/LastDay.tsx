import { archiveRoutes } from '../../src/archive/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatBytes } from '../format.ts'
import { Panel } from '../parts/Panel.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { useWords } from '../words.ts'
import styles from './Home.module.css'

/** What the last 24 hours brought, with the last month as its trend. */
export function LastDay() {
  const say = useWords()
  const overview = useRead(archiveRoutes.routes.getOverview, {})
  const activity = useRead(archiveRoutes.routes.getActivity, { query: { days: 30 } })
  if (overview.data === undefined) return null
  const { filedLast24h, states } = overview.data
  return (
    <Panel name={say('web.home.lastDay')}>
      <div className={styles.area}>
        <span className="row gap4 s13">
          <b>{say('web.nav.archive')}</b>
          <span className="t3 s12">{say('web.home.lastDay')}</span>
        </span>
        <span className={styles.plot}>
          <Sparkline values={activity.data?.days.map((day) => day.filed) ?? []} colour="mus" width={104} height={40} />
        </span>
        <span className="s13 num">
          {say('web.home.filed', { count: filedLast24h.count, size: formatBytes(filedLast24h.bytes) })}
        </span>
        <span className="s12 t3">{say('web.home.inArchive', { count: states.filed?.count ?? 0 })}</span>
      </div>
    </Panel>
  )
}
