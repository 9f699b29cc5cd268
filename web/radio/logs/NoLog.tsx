import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { dayInWords } from '../planner/zone-clock.ts'
import { CopyDay } from './CopyDay.tsx'
import { GenerateDay } from './GenerateDay.tsx'
import { type Address, routes } from './use-logs.ts'

interface NoLogProps {
  station: StationView
  airDate: string
  address: Address
}

/** A day that has no log: the three ways to one. */
export function NoLog({ station: { stationId, timeZone }, airDate, address }: NoLogProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [open, setOpen] = useState<'generate' | 'copy' | undefined>()
  const make = useAct(routes.make)
  return (
    <>
      {make.error !== null && <ProblemPanel error={make.error} />}
      <EmptyState
        title={say('web.logs.noLog', { day: dayInWords(airDate) })}
        steps={4}
        actions={
          may ? (
            <>
              <Button look="primary" isWrite onClick={() => setOpen('generate')}>
                {say('web.logs.generate')}
              </Button>
              <Button isWrite onClick={() => setOpen('copy')}>
                {say('web.logs.copyHere')}
              </Button>
              <Button isWrite look="quiet" onClick={() => make.mutate({ params: { stationId }, body: { airDate } })}>
                {say('web.logs.makeEmpty')}
              </Button>
            </>
          ) : (
            <Button onClick={() => address.open({})}>{say('web.logs.allDays')}</Button>
          )
        }
      >
        {say('web.logs.noLog.how')}
      </EmptyState>
      {open === 'generate' && (
        <GenerateDay {...{ stationId, airDate, timeZone }} hours={[]} onClose={() => setOpen(undefined)} />
      )}
      {open === 'copy' && <CopyDay stationId={stationId} to={airDate} onClose={() => setOpen(undefined)} />}
    </>
  )
}
