import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ConnectionView } from '../../src/connections/contract.ts'
import { stationRoutes, type StationView } from '../../src/radio/stations/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useAct } from '../api/use-api.ts'
import { ownTimeZone } from '../format.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { SearchChoiceField } from '../parts/SearchChoiceField.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { Clash } from './Clash.tsx'
import { cmsesOf, CONNECTIONS, isClash, librariesOf, useChange, useConnections } from './use-radio.ts'
import { zoneOptions } from './zones.ts'

interface StationFormProps {
  /** Left out to add one. */
  station?: StationView
  isOpen: boolean
  onClose: () => void
}

/** A station: its name, its zone, the library that its audio goes into, and where its programme is kept. */
export function StationForm({ station, isOpen, onClose }: StationFormProps) {
  const say = useWords()
  const title = station === undefined ? say('web.radio.station.add') : station.name
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      {station === undefined ? <Add onClose={onClose} /> : <Change station={station} onClose={onClose} />}
    </Dialog>
  )
}

const routes = stationRoutes.routes
type Facts = Pick<StationView, 'name' | 'timeZone' | 'libraryConnectionId' | 'cmsConnectionId' | 'keepsProgramme'>

function Add({ onClose }: { onClose: () => void }) {
  const say = useWords()
  const connections = useConnections().data?.items ?? []
  const [edit, setEdit] = useState<Partial<Facts>>({})
  const add = useAct(routes.add, onClose)
  const facts: Facts = {
    name: '',
    timeZone: ownTimeZone(),
    // Where there is one only, it is meant.
    libraryConnectionId: onlyOne(librariesOf(connections)),
    cmsConnectionId: onlyOne(cmsesOf(connections)),
    keepsProgramme: false,
    ...edit,
  }
  return (
    <DialogForm
      act={say('web.radio.station.add')}
      whyNot={facts.name.trim() === '' ? say('web.radio.needsName') : null}
      error={add.error}
      onSubmit={() => add.mutate({ body: facts })}
      onClose={onClose}
    >
      <Fields facts={facts} error={add.error} onChange={(more) => setEdit({ ...edit, ...more })} />
    </DialogForm>
  )
}

function onlyOne(connections: readonly ConnectionView[]): number | null {
  return connections.length === 1 ? (connections[0]?.connectionId ?? null) : null
}

function Change({ station, onClose }: { station: StationView; onClose: () => void }) {
  const say = useWords()
  const [edit, setEdit] = useState<Partial<Facts>>({})
  const save = useChange(routes.change, station.etag, onClose)
  const facts: Facts = { ...station, ...edit }
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={facts.name.trim() === '' ? say('web.radio.needsName') : null}
      error={isClash(save.error) ? null : save.error}
      onSubmit={() => save.mutate({ params: { stationId: station.stationId }, body: edit })}
      onClose={onClose}
    >
      <Clash error={save.error} />
      <Fields facts={facts} error={save.error} onChange={(more) => setEdit({ ...edit, ...more })} />
    </DialogForm>
  )
}

interface FieldsProps {
  facts: Facts
  error: Error | null
  onChange: (edit: Partial<Facts>) => void
}

function Fields({ facts, error, onChange }: FieldsProps) {
  const say = useWords()
  const zones = useMemo(() => zoneOptions(say, facts.timeZone), [say, facts.timeZone])
  return (
    <>
      <TextField
        label={say('web.radio.station.name')}
        value={facts.name}
        onChange={(name) => onChange({ name })}
        hasFocus
        error={fieldError(error, '/name')}
      />
      <SearchChoiceField
        label={say('web.radio.station.zone')}
        value={facts.timeZone}
        onChange={(timeZone) => onChange({ timeZone })}
        options={zones}
        hint={say('web.radio.station.zone.hint')}
        error={fieldError(error, '/timeZone')}
      />
      <Library facts={facts} error={error} onChange={onChange} />
      <Programme facts={facts} error={error} onChange={onChange} />
    </>
  )
}

function Library({ facts, error, onChange }: FieldsProps) {
  const say = useWords()
  const mayConnect = useMay('secrets:write')
  const read = useConnections()
  const libraries = librariesOf(read.data?.items ?? [])
  const none = read.data !== undefined && libraries.length === 0
  return (
    <ChoiceField
      label={say('web.radio.station.library')}
      value={String(facts.libraryConnectionId ?? '')}
      onChange={(id) => onChange({ libraryConnectionId: id === '' ? null : Number(id) })}
      options={[
        { value: '', label: say('web.radio.station.noLibrary') },
        ...libraries.map(({ connectionId, name }) => ({ value: String(connectionId), label: name })),
      ]}
      error={fieldError(error, '/libraryConnectionId')}
      hint={
        <span className="t3">
          {say(none ? 'web.radio.station.library.none' : 'web.radio.station.library.hint')}{' '}
          {none && mayConnect && <Link to={CONNECTIONS}>{say('web.radio.addConnection')}</Link>}
        </span>
      }
    />
  )
}

const HERE = 'here'

/** In one place: nowhere, in Patchbay, or in a CMS. */
function Programme({ facts, error, onChange }: FieldsProps) {
  const say = useWords()
  const cmses = cmsesOf(useConnections().data?.items ?? [])
  return (
    <ChoiceField
      label={say('web.radio.station.programme')}
      value={facts.keepsProgramme ? HERE : String(facts.cmsConnectionId ?? '')}
      onChange={(place) => onChange(placeOf(place))}
      options={[
        { value: '', label: say('web.radio.station.programme.none') },
        { value: HERE, label: say('web.radio.station.programme.here') },
        ...cmses.map(({ connectionId, name }) => ({ value: String(connectionId), label: name })),
      ]}
      error={fieldError(error, '/cmsConnectionId') ?? fieldError(error, '/keepsProgramme')}
      hint={say(facts.keepsProgramme ? 'web.radio.station.programme.here.hint' : 'web.radio.station.programme.hint')}
    />
  )
}

const placeOf = (place: string): Pick<Facts, 'cmsConnectionId' | 'keepsProgramme'> => ({
  keepsProgramme: place === HERE,
  cmsConnectionId: place === HERE || place === '' ? null : Number(place),
})
