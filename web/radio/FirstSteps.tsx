import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ConnectionView } from '../../src/connections/contract.ts'
import type { InboxView } from '../../src/radio/hydration/contract.ts'
import type { StationView } from '../../src/radio/stations/contract.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { Cord, type CordStep } from '../parts/Cord.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { InboxForm } from './InboxForm.tsx'
import { StationForm } from './StationForm.tsx'
import { CONNECTIONS, librariesOf } from './use-radio.ts'

export interface Beginning {
  connections: readonly ConnectionView[]
  stations: readonly StationView[]
  inboxes: readonly InboxView[]
}

/** What there has to be before audio goes into a library: a connection, a station, an inbox; and the next of them. */
export function FirstSteps(beginning: Beginning) {
  const say = useWords()
  const next = nextOf(beginning)
  return (
    <Panel name={say('web.radio.first')}>
      <Cord name={say('web.radio.first')} steps={stepsOf(say, beginning)} />
      <PanelBody>
        <div className="col">
          <b>{say(`web.radio.first.${next}`)}</b>
          <span className="s13 t2">{say(`web.radio.first.${next}.why`)}</span>
          <NextAct next={next} {...beginning} />
        </div>
      </PanelBody>
    </Panel>
  )
}

type Step = 'connection' | 'station' | 'inbox'

const nextOf = ({ connections, stations }: Beginning): Step => {
  if (stations.length > 0) return 'inbox'
  return librariesOf(connections).length > 0 ? 'station' : 'connection'
}

function NextAct({ next, stations }: Beginning & { next: Step }) {
  const say = useWords()
  const mayConnect = useMay('secrets:write')
  const mayWrite = useMay('config:write')
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  if (!(next === 'connection' ? mayConnect : mayWrite))
    return <span className="s13 t3">{say('web.radio.first.notYou')}</span>
  if (next === 'connection')
    return (
      <div className="row wrap">
        <Link to={CONNECTIONS} className={buttonClass('primary')}>
          <span>{say('web.radio.addConnection')}</span>
        </Link>
      </div>
    )
  return (
    <div className="row wrap">
      <Button look="primary" isWrite onClick={() => setOpen(true)}>
        {say(next === 'station' ? 'web.radio.station.add' : 'web.radio.inbox.add')}
      </Button>
      {next === 'station' && <StationForm isOpen={isOpen} onClose={close} />}
      {next === 'inbox' && <InboxForm stations={stations} isOpen={isOpen} onClose={close} />}
    </div>
  )
}

function stepsOf(say: Say, { connections, stations, inboxes }: Beginning): CordStep[] {
  const [library] = librariesOf(connections)
  const [station] = stations
  const whole = { cord: 'whole' as const }
  return [
    {
      name: say('web.radio.step.connection'),
      ...(library === undefined
        ? { detail: say('web.radio.step.missing') }
        : { detail: connectionInWords(say, library), tone: TONES[library.state], ...(station && whole) }),
    },
    {
      name: say('web.radio.step.station'),
      ...(station === undefined
        ? { detail: say('web.radio.step.missing') }
        : { ...stationInWords(say, station), ...(inboxes.length > 0 ? whole : {}) }),
    },
    {
      name: say('web.radio.step.inbox'),
      ...(inboxes[0] === undefined
        ? { detail: say('web.radio.step.missing') }
        : { detail: inboxes[0].path, tone: 'ok' as const }),
    },
  ]
}

const TONES = { well: 'ok', untested: 'ok', failing: 'bad', off: 'warn' } as const

const stationInWords = (say: Say, { name, libraryConnectionId }: StationView) =>
  libraryConnectionId === null
    ? { detail: say('web.radio.step.noLibrary', { name }), tone: 'warn' as const }
    : { detail: name, tone: 'ok' as const }

function connectionInWords(say: Say, { name, state, problem }: ConnectionView): string {
  if (state === 'failing') return problem === null ? say('web.radio.library.failing', { name }) : problem.text
  return state === 'off' ? say('web.radio.library.off', { name }) : name
}
