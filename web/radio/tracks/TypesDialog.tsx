import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { jobRoutes } from '../../../src/jobs/contract.ts'
import {
  type TrackTypesView,
  type TrackTypeView,
  TypeCode,
  type WantedType,
} from '../../../src/radio/tracks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import styles from './tracks.module.css'
import { routes } from './use-tracks.ts'

interface TypesDialogProps {
  stationId: number
  isOpen: boolean
  onClose: () => void
}

/** What the library's codes stand for, unmapped ones first, and the types that it lacks. */
export function TypesDialog(props: TypesDialogProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.tracks.types')} isOpen={props.isOpen} onClose={props.onClose} widthPx={560}>
      {props.isOpen && <Types {...props} />}
    </Dialog>
  )
}

function Types({ stationId, onClose }: TypesDialogProps) {
  const read = useRead(routes.listTypes, { params: { stationId } })
  if (read.data === undefined) return <ReadProblem read={read} />
  return (
    <div className="col gap16">
      <Mapping key={stationId} stationId={stationId} types={read.data} onClose={onClose} />
      <Missing stationId={stationId} missing={read.data.missing} />
    </div>
  )
}

const NOTHING: string = ''
const MISSING_SHOWN = 11

function Mapping({ stationId, types, onClose }: { stationId: number; types: TrackTypesView; onClose: () => void }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [chosen, setChosen] = useState<Readonly<Record<string, TypeCode | null>>>({})
  const map = useAct(routes.mapTypes, onClose)
  const count = Object.keys(chosen).length
  const choose = ({ code, typeCode }: TrackTypeView, value: string) => {
    const { [code]: _former, ...others } = chosen
    const next = TypeCode.options.find((one) => one === value) ?? null
    setChosen(next === typeCode ? others : { ...others, [code]: next })
  }
  const save = () =>
    map.mutate({
      params: { stationId },
      body: { types: Object.entries(chosen).map(([code, typeCode]) => ({ code, typeCode })) },
    })
  return (
    <div className="col gap12">
      <span className="s13 t2">{say('web.tracks.types.how')}</span>
      <div className={styles.map}>
        {types.items.map((one) => (
          <Row key={one.code} of={one} chosen={chosen[one.code]} onChange={(value) => choose(one, value)} />
        ))}
      </div>
      {map.error !== null && <ProblemPanel error={map.error} />}
      {may && (
        <span>
          <Button look="primary" isWrite whyNot={count === 0 ? say('web.tracks.nothingChanged') : null} onClick={save}>
            {say('web.tracks.types.save')}
          </Button>
        </span>
      )}
    </div>
  )
}

interface RowProps {
  of: TrackTypeView
  chosen: TypeCode | null | undefined
  onChange: (value: string) => void
}

function Row({ of: { code, name, typeCode, tracks, isGone }, chosen, onChange }: RowProps) {
  const say = useWords()
  const title = code === '' ? say('web.tracks.types.noType') : code
  return (
    <>
      <span className="col">
        <span className="row wrap gap4">
          <b className="break">{title}</b>
          {name !== '' && name !== code && <span className="t2 break">{name}</span>}
        </span>
        <span className="s12 t2">
          {say('web.tracks.types.tracks', { count: tracks })}
          {isGone && `, ${say('web.tracks.types.gone')}`}
        </span>
      </span>
      <ChoiceField
        name={say('web.tracks.types.standsFor', { code: title })}
        value={(chosen === undefined ? typeCode : chosen) ?? NOTHING}
        onChange={onChange}
        options={[
          { value: NOTHING, label: say('web.tracks.unmapped') },
          ...TypeCode.options.map((value) => ({ value, label: `${value} ${say(`web.tracks.type.${value}`)}` })),
        ]}
      />
    </>
  )
}

/** What would be made, then how it is made, then what proves it. */
function Missing({ stationId, missing }: { stationId: number; missing: readonly WantedType[] }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const ensure = useAct(routes.ensureTypes)
  const runId = ensure.data?.runId
  return (
    <section className="col gap8" aria-label={say('web.tracks.missing')}>
      <b>{say('web.tracks.missing')}</b>
      {missing.length === 0 ? (
        <span className="s13 t2">{say('web.tracks.missing.none')}</span>
      ) : (
        <>
          <span className="s13 t2">{say('web.tracks.missing.how')}</span>
          <ul className="col gap4 s13">
            {missing.slice(0, MISSING_SHOWN).map(({ typeCode, name, analyzesCuePoints }) => (
              <li key={typeCode}>
                <b>{typeCode}</b> {name}
                <span className="t2">
                  , {say(analyzesCuePoints ? 'web.tracks.missing.cues' : 'web.tracks.missing.noCues')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {may && missing.length > 0 && (
        <span>
          <Button isWrite onClick={() => ensure.mutate({ params: { stationId }, body: {} })}>
            {say('web.tracks.missing.make', { count: missing.length })}
          </Button>
        </span>
      )}
      {ensure.error !== null && <ProblemPanel error={ensure.error} />}
      {runId !== undefined && <Making runId={runId} />}
    </section>
  )
}

function Making({ runId }: { runId: number }) {
  const say = useWords()
  const run = useRead(jobRoutes.routes.getJob, { params: { jobId: runId } }).data
  if (run === undefined) return null
  const link = (
    <Link to="/activity/deliveries" className="s12">
      {say('web.tracks.missing.proofs')}
    </Link>
  )
  if (run.state === 'completed')
    return (
      <StateLine
        state="verified"
        word={say('web.tracks.missing.made')}
        cause={say('web.tracks.missing.proven')}
        next={link}
      />
    )
  if (run.finishedAt === null)
    return <StateLine state="running" cause={run.because?.text ?? say('web.tracks.missing.making')} />
  return <StateLine state="failed" cause={`${run.error?.text ?? ''} ${run.error?.todo ?? ''}`} next={link} />
}
