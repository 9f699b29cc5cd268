/** Which requests a fault meets; without anything all of them, for ever. */
export interface Aim {
  method?: string | undefined
  /** The path contains this. */
  path?: string | undefined
  /** So many requests that it would meet are let through first. */
  skip?: number | undefined
  /** So many requests are met, then the fault is over. */
  times?: number | undefined
}

/** Answered in place of the application; nothing is carried out. */
type InPlace =
  | { kind: 'status'; status: number; retryAfter?: string | undefined }
  /** A page of something in between. */
  | {
      kind: 'html'
      status: 200 | 403 | 404 | 503
      /** The page says that it is JSON. */ labelledJson?: boolean | undefined
    }
  /** Read, never answered; with `answer` it is carried out before. */
  | { kind: 'hang'; point?: 'request' | 'answer' | undefined }
  | { kind: 'slow'; ms: number }

/** The request is carried out; its answer is spoiled. */
type Spoiled =
  | { kind: 'lost-answer' }
  | { kind: 'truncated' }
  /** Half of it, then the end of the connection. */
  | { kind: 'cut' }
  /** Everything that is an object or a list is a number. */
  | { kind: 'wrong-types' }

/** The application itself is different. */
type Condition =
  /** Nobody may write this field: it is dropped with 200. */
  | { kind: 'drop-field'; field: string }
  /** The secret was changed: no key is known any more. */
  | { kind: 'keys-forgotten' }
  /** Whoever has a key may only read. */
  | { kind: 'demoted' }
  /** There is no list without pages. */
  | { kind: 'pages-only' }
  /** `where` is passed over. */
  | { kind: 'filters-ignored' }
  /** The plugin of Patchbay is not installed. */
  | { kind: 'no-plugin' }
  /** A person works on a draft of each episode, so that the plugin writes none. */
  | { kind: 'unfinished-draft' }

export type Fault = (InPlace | Spoiled | Condition) & Aim

export interface Faults {
  /** These and no others. */
  set(...faults: Fault[]): void
  clear(): void
  active(): readonly Fault[]
  has(kind: Condition['kind']): boolean
  dropped(): string[]
  /** The faults that meet this request; counts it for `skip` and `times`. */
  meet(request: { method: string; path: string }): Fault[]
}

interface Active {
  fault: Fault
  met: number
}

const matches = ({ method, path }: Fault, request: { method: string; path: string }): boolean =>
  (method === undefined || method === request.method) && (path === undefined || request.path.includes(path))

const isOver = ({ fault, met }: Active): boolean => fault.times !== undefined && met >= (fault.skip ?? 0) + fault.times

export function createFaults(): Faults {
  let active: Active[] = []
  return {
    set: (...faults) => void (active = faults.map((fault) => ({ fault, met: 0 }))),
    clear: () => void (active = []),
    active: () => active.map(({ fault }) => fault),
    has: (kind) => active.some(({ fault }) => fault.kind === kind),
    dropped: () => active.flatMap(({ fault }) => (fault.kind === 'drop-field' ? [fault.field] : [])),
    meet(request) {
      const met: Fault[] = []
      for (const each of active.filter(({ fault }) => matches(fault, request))) {
        if (isOver(each)) continue
        each.met += 1
        if (each.met > (each.fault.skip ?? 0)) met.push(each.fault)
      }
      return met
    },
  }
}
