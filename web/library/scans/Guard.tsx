import { IconShieldCheck, IconShieldExclamation } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatMoment, formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { TypedConfirm } from '../../parts/TypedConfirm.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { STEP_NAMES } from '../libraries/settings-draft.ts'
import { scans } from '../use-library.ts'

interface GuardProps {
  scan: ScanView
  library: LibraryView | undefined
}

/** Why nothing is removed by mistake, and how this scan was begun. */
export function Guard({ scan, library }: GuardProps) {
  const say = useWords()
  const nowMs = useNow()
  const missing = scan.counts['titles.missing'] ?? 0
  const asks = askedOf(scan)
  const next = library?.tasks.find(({ task }) => task === 'scan')?.nextAt ?? null
  const isWell = asks === null && scan.outcome !== 'failed'
  return (
    <Panel title={say('web.library.guard')}>
      <PanelBody>
        <div className="col gap12">
          <span className="row top gap4 s13">
            <span className={isWell ? 'tone-ok' : 'tone-warn'}>
              <Icon of={isWell ? IconShieldCheck : IconShieldExclamation} size={18} />
            </span>
            <span>
              {scan.reason === null ? guardInWords(say, missing) : `${scan.reason.text} ${scan.reason.why ?? ''}`}
            </span>
          </span>
          {asks !== null && <ItIsRight scan={scan} count={asks} />}
          <Facts>
            <Fact name={say('web.library.scan.which')}>
              {scan.folder === null ? (
                say(`web.library.mode.${scan.mode}`)
              ) : (
                <span className="mono">{scan.folder}</span>
              )}
            </Fact>
            <Fact name={say('web.library.scan.does')}>{stepsInWords(say, scan)}</Fact>
            <Fact name={say('web.library.scan.opened')}>{openedInWords(say, scan)}</Fact>
            {library !== undefined && (
              <Fact name={say('web.library.guard.asks')}>
                {say('web.library.guard.limit', {
                  share: library.settings.guard.share,
                  count: library.settings.guard.titles,
                })}
              </Fact>
            )}
            {next !== null && (
              <Fact name={say('web.library.scan.nextName')}>{formatMoment(Date.parse(next), nowMs)}</Fact>
            )}
          </Facts>
        </div>
      </PanelBody>
    </Panel>
  )
}

/** How many titles are gone where the guard stopped; null when it did not. */
function askedOf({ reason }: ScanView): number | null {
  const titles = reason?.params['titles'] ?? reason?.params['count']
  return reason !== null && /gone|shrunk|empty|missing/.test(reason.code) && typeof titles === 'number' ? titles : null
}

const guardInWords = (say: Say, missing: number): string =>
  missing === 0
    ? say('web.library.guard.well')
    : say('web.library.guard.waiting', { count: missing, n: formatNumber(missing) })

const stepsInWords = (say: Say, { steps }: ScanView): string => {
  const names = STEP_NAMES.filter((step) => steps[step]).map((step) => say(`web.library.step.${step}`))
  return names.length === 0 ? say('web.library.scan.doesLook') : names.join(', ')
}

function openedInWords(say: Say, { counts }: ScanView): string {
  const probed = counts['files.probed'] ?? 0
  return say('web.library.scan.openedOf', { n: formatNumber(probed), total: formatNumber(counts['files.seen'] ?? 0) })
}

/** A person says that so much is really gone. */
function ItIsRight({ scan, count }: { scan: ScanView; count: number }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const start = useAct(scans.start, ({ scanId }) =>
    navigate({ to: '/library/scans/$scanId', params: { scanId: String(scanId) } }),
  )
  if (!may) return null
  return (
    <>
      <span>
        <Button isSmall isWrite onClick={() => setOpen(true)}>
          {say('web.library.guard.right')}
        </Button>
      </span>
      {start.error !== null && <ProblemPanel error={start.error} />}
      <TypedConfirm
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={() => {
          setOpen(false)
          start.mutate({ params: { libraryId: scan.libraryId }, body: { acceptMissing: count } })
        }}
        title={say('web.library.guard.right.title', { count, n: formatNumber(count) })}
        text={say('web.library.guard.right.text')}
        count={count}
        keepLabel={say('web.library.guard.right.keep')}
        actLabel={say('web.library.guard.right.act', { count, n: formatNumber(count) })}
      />
    </>
  )
}
