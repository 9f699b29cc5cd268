import { useSearch } from '@tanstack/react-router'
import { IconCopy, IconRefresh } from '@tabler/icons-react'
import { checkupRoutes, type CheckupView } from '../../src/radio/checkup/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './doctor.module.css'
import { checkupText } from './checkup-text.ts'
import { Findings, Untold, WellList } from './DoctorFindings.tsx'

const { routes } = checkupRoutes
/** What the last look found is an event; how long ago that was is none. */
const EVERY_MS = 60_000

/** What is wrong with each station and what it stands on, with what was seen and what to do. */
export function Doctor() {
  const say = useWords()
  const asked = useSearch({ from: '/shell/radio/doctor' })['station']
  const read = useRead(routes.list, {}, { everyMs: EVERY_MS })
  const items = read.data?.items ?? []
  // Whoever comes from a card has come for that station.
  const first = items.filter(({ stationId }) => String(stationId) === asked)
  const sorted = [...first, ...items.filter((one) => !first.includes(one))]
  return (
    <Page title={say('web.nav.radio.doctor')} subtitle={read.data === undefined ? undefined : subtitleOf(say, items)}>
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {read.data !== undefined && items.length === 0 && (
        <Panel name={say('web.nav.radio.doctor')}>
          <EmptyState title={say('web.radio.doctor.none')}>{say('web.radio.doctor.none.how')}</EmptyState>
        </Panel>
      )}
      {sorted.map((checkup) => (
        <StationPanel key={checkup.stationId} checkup={checkup} />
      ))}
    </Page>
  )
}

function subtitleOf(say: Say, items: readonly CheckupView[]): string {
  const count = items.reduce((sum, { findings }) => sum + findings.length, 0)
  if (count > 0) return say('web.radio.doctor.found', { count })
  const isAllWell = items.length > 0 && items.every(({ level }) => level === 'ok')
  return say(isAllWell ? 'web.radio.doctor.allWell' : 'web.radio.doctor.subtitle')
}

const CHIPS = { ok: 'done', warn: 'needsYou', bad: 'failed', unknown: 'uncertain' } as const

function StationPanel({ checkup }: { checkup: CheckupView }) {
  const say = useWords()
  const { stationId, stationName, level, lookedAt, hasLibrary, findings, untold, well } = checkup
  const look = useAct(routes.look)
  const mayLook = useMay('jobs:write')
  return (
    <Panel
      title={stationName}
      aside={lookedAt === null ? undefined : <LookedAt lookedAt={lookedAt} count={countOf(checkup)} />}
      isLined
      actions={
        <>
          {lookedAt !== null && (
            <Button look="quiet" isSmall icon={IconCopy} onClick={() => void copyText(checkupText(say, checkup))}>
              {say('web.copy')}
            </Button>
          )}
          {mayLook && hasLibrary && (
            <Button
              isSmall
              isWrite
              icon={IconRefresh}
              whyNot={look.isPending ? say('web.home.looking') : null}
              onClick={() => look.mutate({ params: { stationId } })}
            >
              {say('web.radio.doctor.again')}
            </Button>
          )}
        </>
      }
    >
      {look.error !== null && (
        <PanelBody>
          <ProblemPanel error={look.error} />
        </PanelBody>
      )}
      <div className={styles.state}>
        <StateChip state={lookedAt === null ? 'ready' : CHIPS[level]} word={wordOf(say, checkup)} isBare />
      </div>
      {findings.length > 0 && <Findings findings={findings} />}
      {untold.length > 0 && <Untold items={untold} />}
      {well.length > 0 && <WellList items={well} />}
    </Panel>
  )
}

const countOf = ({ findings, untold, well }: CheckupView): number => findings.length + untold.length + well.length

function wordOf(say: Say, { hasLibrary, lookedAt, level }: CheckupView): string {
  if (!hasLibrary) return say('web.radio.doctor.noLibrary')
  return say(lookedAt === null ? 'web.radio.doctor.notYet' : `web.radio.doctor.level.${level}`)
}

function LookedAt({ lookedAt, count }: { lookedAt: string; count: number }) {
  const say = useWords()
  return (
    <>
      {say('web.radio.doctor.looked', { count })} <Ago at={lookedAt} isSentence />
    </>
  )
}
