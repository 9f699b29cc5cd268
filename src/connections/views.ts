import { z } from 'zod'
import { instant, instantOrNull, type Said } from '../kernel/contract.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { ConnectionView, ConnectorView, TestView } from './contract.ts'
import { failureIn } from './ladder.ts'
import type { Connection, RungResult, TestResult } from './model.ts'
import type { Connector } from './ports.ts'
import { hintOf } from './secrets.ts'
import type { SealedSecret } from './store.ts'

export function toConnectorView(connector: Connector): ConnectorView {
  const { id } = connector
  const labelled = (name: string) => {
    const hint = `connector.${id}.${name}.hint`
    return { name, label: say(`connector.${id}.${name}`), hint: hasWords(hint) ? say(hint) : null }
  }
  const schema = z.toJSONSchema(connector.settings, { io: 'input' }) as { properties?: object; required?: string[] }
  return {
    kind: id,
    title: say(`connector.${id}`),
    schema: { ...schema },
    fields: Object.keys(schema.properties ?? {}).map((name) => ({
      ...labelled(name),
      isRequired: schema.required?.includes(name) ?? false,
    })),
    secrets: connector.secrets.map(({ name, isRequired }) => ({ ...labelled(name), isRequired })),
  }
}

export interface Around {
  connector: Connector | undefined
  secrets: readonly SealedSecret[]
  /** Secrets that variables hold now. */
  fromEnvironment: Readonly<Record<string, string>>
  /** Of this process. */
  lastTest: TestResult | undefined
  pausedUntil: number | null
}

export function toConnectionView(
  connection: Connection,
  { connector, lastTest, pausedUntil, ...around }: Around,
): ConnectionView {
  const { health, isEnabled, origin } = connection
  const failure = health.state === 'failing' && health.last !== null ? failureIn(health.last) : undefined
  const last = lastTest ?? health.last
  return {
    connectionId: connection.connectionId,
    kind: connection.kind,
    title: say(`connector.${connection.kind}`),
    name: connection.name,
    settings: { ...connection.settings },
    secrets: (connector?.secrets ?? []).map(({ name }) => ({ name, ...toSecretView(connection, name, around) })),
    origin,
    isEnabled,
    state: isEnabled ? health.state : 'off',
    since: instantOrNull(health.since),
    pausedUntil: instantOrNull(pausedUntil),
    problem: failure === undefined ? null : sayRung(failure),
    lastTest: last === null ? null : toTestView(last),
    createdAt: instant(connection.createdAt),
    changedAt: instant(connection.changedAt),
    etag: String(connection.version),
  }
}

function toSecretView(
  { connectionId, origin }: Connection,
  name: string,
  { secrets, fromEnvironment }: Pick<Around, 'secrets' | 'fromEnvironment'>,
): Omit<ConnectionView['secrets'][number], 'name'> {
  if (origin === 'environment') {
    const value = fromEnvironment[name]
    return { isSet: value !== undefined, hint: hintOf(value ?? ''), changedAt: null }
  }
  const kept = secrets.find((secret) => secret.name === name && secret.connectionId === connectionId)
  return { isSet: kept !== undefined, hint: kept?.hint ?? '', changedAt: instantOrNull(kept?.changedAt ?? null) }
}

export const toTestView = ({ at, isWell, rungs }: TestResult): TestView => ({
  at: instant(at),
  isWell,
  rungs: rungs.map((rung) => ({ id: rung.id, state: rung.state, said: sayRung(rung), tookMs: rung.tookMs })),
})

function sayRung({ state, code, params }: RungResult): Said | null {
  if (code === null) return null
  if (state === 'failed') {
    const said = sayCode(code, params)
    return { ...said, params: { ...params } }
  }
  return { code, params: { ...params }, text: say(`connection.fact.${code}`, params) }
}
