import { InvariantError, NotFoundError } from '../kernel/errors.ts'
import { type AlertFacts, type AlertKind, AREAS, type Happening } from './model.ts'

/** The rows of the matrix: rooms add theirs. */
export interface AlertCatalogue {
  /** @throws InvariantError when the kind is there already */
  add(...kinds: AlertKind[]): void
  list(): readonly AlertKind[]
  /** @throws NotFoundError `alerts/no-such-kind` */
  get(kind: string): AlertKind
  /** Every kind that tells of this event, the general ones last. */
  read(event: Happening): { kind: AlertKind; facts: AlertFacts }[]
  listensTo(eventKind: string): boolean
  eventKinds(): string[]
}

export function createCatalogue(): AlertCatalogue {
  const kinds = new Map<string, AlertKind>()
  const byEvent = new Map<string, AlertKind[]>()
  return {
    add(...added) {
      for (const one of added) {
        if (kinds.has(one.kind)) throw new InvariantError('alerts/registered-twice', { params: { kind: one.kind } })
        kinds.set(one.kind, one)
        for (const event of one.events) {
          const known = [...(byEvent.get(event) ?? []), one]
          byEvent.set(
            event,
            known.toSorted((a, b) => Number(a.isGeneral ?? false) - Number(b.isGeneral ?? false)),
          )
        }
      }
    },
    list: () => [...kinds.values()].toSorted((a, b) => AREAS.indexOf(a.area) - AREAS.indexOf(b.area)),
    get(kind) {
      const found = kinds.get(kind)
      if (found === undefined) throw new NotFoundError('alerts/no-such-kind', { params: { kind } })
      return found
    },
    read: (event) =>
      (byEvent.get(event.kind) ?? []).flatMap((kind) => {
        const facts = kind.read(event)
        return facts === undefined ? [] : [{ kind, facts }]
      }),
    listensTo: (eventKind) => byEvent.has(eventKind),
    eventKinds: () => [...byEvent.keys()],
  }
}
