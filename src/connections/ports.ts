import type { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import type { Egress } from '../kernel/egress/client.ts'
import type { Params } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Filled } from '../kernel/port.ts'

/** What a test found out, in words at `connection.fact.<code>`. */
export interface Fact {
  code: string
  params: Params
}

/** The steps of a test above the network, in this order; each throws the AppError that says why it fails. */
export interface Rung {
  id: 'answer' | 'key' | 'version' | 'rights'
  climb(signal: AbortSignal): Promise<Fact>
}

/** A connection that can be used. Making one asks nobody anything. */
export interface OpenConnection {
  /** Where calls go. */
  url: URL
  /** SHA-256 fingerprint of the one certificate that is taken; any that is trusted unless said. */
  certificate?: string | undefined
  ports: Filled
  rungs: readonly Rung[]
}

export interface ConnectorTools {
  egress: Egress
  clock: Clock
  log: Log
}

export interface SecretField {
  name: string
  isRequired: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A connection as the environment describes it. */
export interface FromEnvironment {
  name: string
  settings: Readonly<Record<string, unknown>>
  secrets: Readonly<Record<string, string>>
}

export interface ConnectorSpec<Settings extends z.ZodObject> {
  /** `libretime`: stands in rows, never renamed. Its words stand at `connector.<id>`, those of a field at `connector.<id>.<field>`. */
  id: string
  /** Its form is made from it; `x_…` is asked for once an optional `x_address` is given. Secrets are apart. */
  settings: Settings
  secrets: readonly SecretField[]
  fromEnvironment?(env: Environment): FromEnvironment | undefined
  create(given: {
    settings: z.output<Settings>
    secrets: Readonly<Record<string, string>>
    tools: ConnectorTools
  }): OpenConnection
}

/** A kind of outside service. */
export type Connector = ConnectorSpec<z.ZodObject>

/** Settings are parsed by the schema before `create` gets them, so the narrower type holds (methods take their parameters both ways). */
export const defineConnector = <Settings extends z.ZodObject>(spec: ConnectorSpec<Settings>): Connector => spec
