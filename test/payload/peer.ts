import type { OpenConnection } from '../../src/connections/ports.ts'
import { payload } from '../../src/connectors/payload/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import type { Egress } from '../../src/kernel/egress/client.ts'
import { AppError } from '../../src/kernel/errors.ts'
import { openLog } from '../../src/kernel/log.ts'
import type { Port } from '../../src/kernel/port.ts'
import { ProgrammeCms } from '../../src/radio/programme/ports.ts'

export type Keys = Readonly<Record<'staff' | 'host' | 'reader', string>>

/** A Payload, real or not, with the collections of the double. */
export interface Peer {
  url: string
  keys: Keys
  egress: Egress
}

const log = openLog({ level: 'error' }).area('test')

/** The other house's names: what it does not have is empty. */
export const OTHER_HOUSE = {
  episodes_collection: 'broadcasts',
  title_field: 'name',
  show_field: 'programme',
  published_status_field: '',
  pending_review_field: '',
  air_status_field: '',
  scheduled_at_field: 'startsAt',
  scheduled_end_field: '',
  track_id_field: 'playout.track',
  track_path_field: 'playout.path',
  show_window_id_field: '',
  playout_row_id_field: '',
  duration_field: '',
  rounded_duration_field: '',
  real_duration_field: '',
}

export function connect(
  peer: Peer,
  { key = peer.keys.staff, settings = {} }: { key?: string; settings?: object } = {},
): OpenConnection {
  return payload.create({
    settings: payload.settings.parse({ address: peer.url, ...settings }),
    secrets: { api_key: key },
    tools: { egress: peer.egress, clock: systemClock, log },
  })
}

export const filled = <Filled>(open: OpenConnection, port: Port<Filled>): Filled =>
  open.ports.find(([name]) => name === port.name)?.[1] as Filled

export const cmsOf = (open: OpenConnection): ProgrammeCms => filled(open, ProgrammeCms)

/** Each rung with what it said, up to the first that failed. */
export async function climb({ rungs }: OpenConnection): Promise<string> {
  const said: string[] = []
  for (const rung of rungs) {
    try {
      await rung.climb(new AbortController().signal)
      said.push(`${rung.id} ok`)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { field } = error.params
      return [...said, `${rung.id} ${error.code}${field === undefined ? '' : ` ${String(field)}`}`].join(', ')
    }
  }
  return said.join(', ')
}

export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppError) return error
  throw error
}

export const codeOf = async (call: Promise<unknown>): Promise<string> => (await failureOf(call)).code

/** What a person does on the CMS's own screens. @param call `PATCH episodes/1` @returns the document */
export async function edit(
  { url, keys }: Peer,
  call: string,
  body?: object,
): Promise<Record<string, unknown> & { id: string | number }> {
  const [method = '', path = ''] = call.split(' ')
  const answer = await fetch(`${url}/api/${path}`, {
    method,
    headers: { authorization: `users API-Key ${keys.staff}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const said = (await answer.json()) as { doc?: unknown }
  if (!answer.ok) throw new Error(`${call}: ${answer.status} ${JSON.stringify(said)}`)
  return (said.doc ?? said) as Record<string, unknown> & { id: string | number }
}
