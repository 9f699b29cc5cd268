import type { RefObject } from 'react'
import type { ConnectorView } from '../../src/connections/contract.ts'
import { Button } from '../parts/Button.tsx'
import { schemaAt } from '../settings/field-shape.ts'
import { useWords } from '../words.ts'
import type { Rung } from './Ladder.tsx'
import type { ConnectionDraft } from './use-connection-draft.ts'

interface CureProps {
  failure: Rung
  connector: ConnectorView
  edit: ConnectionDraft
  form: RefObject<HTMLFormElement | null>
}

/** Leads to the field that would mend it, when there is one. */
export function Cure({ failure, connector, edit, form }: CureProps) {
  const say = useWords()
  const secret = isOfKey(failure) ? connector.secrets[0] : undefined
  const field = secret ?? addressFor(failure, connector, edit)
  if (field === undefined) return null
  const go = () => {
    if (secret !== undefined && edit.draft.secrets[field.name] === undefined)
      edit.change({ secrets: { ...edit.draft.secrets, [field.name]: '' } })
    requestAnimationFrame(() => {
      const input = form.current?.querySelector<HTMLElement>(`[data-field="${field.name}"] input`)
      input?.focus({ preventScroll: true })
      input?.scrollIntoView({ block: 'center' })
    })
  }
  return (
    <Button isSmall onClick={go}>
      {say(`web.connections.cure.${actOn(edit, field.name, secret !== undefined)}`, { label: field.label })}
    </Button>
  )
}

const isOfKey = ({ id, said }: Rung): boolean => id === 'key' || said?.code.startsWith('connections/secret-') === true

function actOn({ draft, saved }: ConnectionDraft, name: string, isSecret: boolean): 'enter' | 'again' | 'correct' {
  if (!isSecret) return draft.settings[name] === undefined ? 'enter' : 'correct'
  const isThere = saved.secrets.some((one) => one.name === name && one.isSet) || (draft.secrets[name] ?? '') !== ''
  return isThere ? 'again' : 'enter'
}

const OF_ADDRESS: readonly Rung['id'][] = ['name', 'port', 'tls', 'answer']

/** Where it went wrong; of a page that stands before the service, an address that is not given yet and leads past it. */
function addressFor({ id, said }: Rung, { schema, fields }: ConnectorView, { draft }: ConnectionDraft) {
  if (!OF_ADDRESS.includes(id)) return undefined
  const addresses = fields.filter(({ name }) => schemaAt(schema, [name])['format'] === 'uri')
  const free = addresses.find(({ name }) => draft.settings[name] === undefined)
  if (said?.code === 'remote/web-page' && free !== undefined) return free
  const host = said?.params['host']
  const called = addresses.findLast(({ name }) => {
    const value = draft.settings[name]
    return (
      typeof value === 'string' &&
      URL.canParse(value) &&
      [new URL(value).host, new URL(value).hostname].includes(String(host))
    )
  })
  return called ?? addresses[0]
}
