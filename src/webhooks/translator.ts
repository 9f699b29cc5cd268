import type { Reader } from '../db/db.ts'
import type { JobContract, PayloadInputOf } from '../jobs/index.ts'
import { InvariantError } from '../kernel/errors.ts'
import type { NewEvent } from '../live/model.ts'
import type { Reason } from './model.ts'

/** A job that an event leads to. */
export interface PlannedJob {
  contract: JobContract
  payload: unknown
  /** What a person reads beside the kind. */
  label: string
}

export const planJob = <Contract extends JobContract>(
  contract: Contract,
  payload: PayloadInputOf<Contract>,
  label: string,
): PlannedJob => ({ contract, payload, label })

/** What a call means. */
export type Translation =
  /** The sender tries whether it gets through. */
  | { is: 'test' }
  /** It lacks what every call of this sender has: it is answered with 400. */
  | { is: 'not-a-call' }
  /** Nothing that is known; `event` as the sender calls it, if it says so. */
  | { is: 'unknown'; event: string | null }
  | {
      is: 'event'
      /** As a person reads it in lists: `episode.changed`. */
      event: string
      /** What it is about. */
      label: string
      /**
       * Of event, entity and version, not of time: the same key means the same thing was said again. Null where the same
       * words may mean something new, and following them twice does no harm.
       */
      key: string | null
      /** Nothing to do is a good answer, too. */
      jobs: readonly PlannedJob[]
      /** What the log says of it in the words of the room that understands it, once for each event. */
      tells?: readonly Omit<NewEvent, 'actor'>[]
      /** Why there are no jobs: words at `webhook.why.<code>`. */
      why?: Reason
    }

export interface ToTranslate {
  /** Parsed JSON of any shape. */
  body: unknown
  /** Who calls. */
  sourceId: number
  connectionId: number | null
}

/** Understands one kind of sender. */
export interface Translator {
  /** `payload`: stands in rows, never renamed. Its words stand at `webhook.kind.<kind>`. */
  kind: string
  /** The kind of connection that a source names; null when it names none. */
  connectionKind: string | null
  /**
   * Reads our own database at most, and asks nobody: the sender waits. What it does not know is `unknown`, never an
   * error. Called again for a dry run and for a replay, so it changes nothing.
   */
  translate(call: ToTranslate, reader: Reader): Promise<Translation>
}

export interface TranslatorRegistry {
  /** @throws InvariantError when the kind has one */
  add(translator: Translator): void
  find(kind: string): Translator | undefined
  list(): readonly Translator[]
}

export function createTranslators(): TranslatorRegistry {
  const known = new Map<string, Translator>()
  return {
    add(translator) {
      if (known.has(translator.kind))
        throw new InvariantError('webhooks/kind-twice', { params: { kind: translator.kind } })
      known.set(translator.kind, translator)
    },
    find: (kind) => known.get(kind),
    list: () => [...known.values()],
  }
}
