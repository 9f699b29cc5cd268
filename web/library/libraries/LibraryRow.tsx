import { Link, useNavigate } from '@tanstack/react-router'
import {
  IconAdjustments,
  IconDeviceTv,
  IconMovie,
  IconMusic,
  IconRefresh,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { formatMoment, formatNumber } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { useScanNow } from '../use-library.ts'
import styles from './libraries.module.css'

export const KIND_ICONS: Readonly<Record<LibraryView['kind'], TablerIcon>> = {
  films: IconMovie,
  series: IconDeviceTv,
  music: IconMusic,
}

/** One library: what it holds, how it is, and the two acts that people come for. */
export function LibraryRow({ library }: { library: LibraryView }) {
  const say = useWords()
  const navigate = useNavigate()
  const mayScan = useMay('jobs:write')
  const scan = useScanNow(
    (scanId) => void navigate({ to: '/library/scans/$scanId', params: { scanId: String(scanId) } }),
  )
  const { libraryId, name, kind, path, scanId } = library
  const params = { libraryId: String(libraryId) }
  return (
    <div className={styles.library}>
      <span className={styles.icon}>
        <Icon of={KIND_ICONS[kind]} size={18} />
      </span>
      <span className="col gap2">
        <Link to="/library" search={{ library: params.libraryId }} className={styles.name}>
          {name}
        </Link>
        <span className="s12 t2">{holdsInWords(say, library)}</span>
        <span className="mono s12 t3 break">{path}</span>
      </span>
      <span className="col gap2">
        <LibraryState library={library} />
        <Times library={library} />
      </span>
      <span className="row gap4 wrap">
        {mayScan && (
          <Button
            isSmall
            isWrite
            icon={IconRefresh}
            whyNot={scanId === null ? null : say('web.library.scan.underWay')}
            onClick={() => scan.start(library)}
          >
            {say('web.library.scanNow')}
          </Button>
        )}
        <Link to="/library/libraries/$libraryId" params={params} className={buttonClass('plain', true)}>
          <Icon of={IconAdjustments} />
          <span>{say('web.library.settings')}</span>
        </Link>
      </span>
      {scan.error !== null && (
        <div className={styles.wide}>
          <ProblemPanel error={scan.error} />
        </div>
      )}
    </div>
  )
}

/** `312 series, 4,108 episodes`. */
export function holdsInWords(say: Say, { kind, titles }: LibraryView): string {
  const parts = Object.entries(titles)
    .filter(([, count]) => count > 0)
    .map(([of, count]) =>
      say(`web.library.holds.${of}` as 'web.library.holds.movie', { count, n: formatNumber(count) }),
    )
  return parts.length === 0 ? say('web.library.holds.nothing', { kind: say(`library.kind.${kind}`) }) : parts.join(', ')
}

export function LibraryState({ library: { isEnabled, scanId } }: { library: LibraryView }) {
  const say = useWords()
  if (!isEnabled) return <StateChip state="off" word={say('web.library.off')} isBare />
  if (scanId === null) return <StateChip state="done" word={say('web.library.on')} isBare />
  return (
    <Link to="/library/scans/$scanId" params={{ scanId: String(scanId) }}>
      <StateChip state="running" word={say('web.library.scanning')} isBare />
    </Link>
  )
}

function Times({ library: { isEnabled, tasks } }: { library: LibraryView }) {
  const say = useWords()
  const nowMs = useNow()
  const scan = tasks.find(({ task }) => task === 'scan')
  if (scan === undefined) return null
  const next = isEnabled && scan.nextAt !== null ? formatMoment(Date.parse(scan.nextAt), nowMs) : null
  return (
    <span className="s12 t3">
      {next === null ? say('web.library.scan.neverByItself') : say('web.library.scan.next', { time: next })}
      {scan.lastAt !== null && (
        <>
          {' '}
          {say('web.library.scan.last')} <Ago at={scan.lastAt} isSentence />
        </>
      )}
    </span>
  )
}
