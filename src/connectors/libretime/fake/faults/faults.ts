import type { Incoming } from '../request.ts'
import { asksToWrite } from '../request-log.ts'

export type Surface = 'rest' | 'v2' | 'legacy'

/** Which requests a fault meets; without anything all of them, for ever. */
export interface Aim {
  on?: Surface | undefined
  method?: string | undefined
  /** The path contains this. */
  path?: string | undefined
  /** Asks for something to be written, or does not. */
  writes?: boolean | undefined
  /** It sleeps until a request of this method, whose path contains this, has come. */
  after?: { method: string; path: string } | undefined
  /** So many requests that it would meet are let through first. */
  skip?: number | undefined
  /** So many requests are met, then the fault is over. */
  times?: number | undefined
}

/** Answered in place of the application; nothing is carried out. */
type InPlace =
  | { kind: 'status'; status: number; retryAfter?: string | undefined }
  /** A challenge page of a proxy in between. */
  | { kind: 'html'; status: 200 | 403 | 503; /** The page says that it is JSON. */ labelledJson?: boolean | undefined }
  | { kind: 'too-large' }
  /** `connect`: taken by the system and never read. `request`: read, never answered. */
  | { kind: 'hang'; point: 'connect' | 'request' }
  /** The connection is cut as soon as the request was read. */
  | { kind: 'reset' }
  | { kind: 'slow'; ms: number }

/** The request is carried out; its answer is spoiled. */
type Spoiled =
  | { kind: 'lost-answer' }
  /** An error page in place of the answer. */
  | { kind: 'late-500' }
  | { kind: 'truncated' }
  /** A byte order mark in front. */
  | { kind: 'bom' }
  | { kind: 'wrong-types' }
  | { kind: 'gzip-bomb'; bytes?: number | undefined }
  | { kind: 'huge-json'; bytes?: number | undefined }
  | { kind: 'cut' }
  /** `answer`: nothing of the answer ever leaves. `body`: half of it does. */
  | { kind: 'hang'; point: 'answer' | 'body' }

/** The application itself is different. */
type Condition =
  /** Uploads answer 201 and no row is ever to be found. */
  | { kind: 'phantom-upload' }
  /** RabbitMQ is down: uploads are refused and leave a failed row. */
  | { kind: 'broker-down' }
  /** Uploads stay pending until it is over. */
  | { kind: 'analyzer-stopped' }
  /** Uploads end as failed. */
  | { kind: 'analyzer-fails' }
  | { kind: 'no-track-types' }
  /** Its database is being restored, or something in between keeps an old answer: only so many files are listed, yet each is there by its id. */
  | { kind: 'short-list'; kept: number }
  /** 4.2: no schedule row can be made, no filter on files. */
  | { kind: 'old-version' }
  /** The address is that of the API alone: nothing of the older application is behind it. */
  | { kind: 'api-only' }
  /** Everything passes through Cloudflare, which takes 100 MB at most. */
  | { kind: 'behind-cloudflare' }
  /** The clock of the host is wrong by so much; ahead when positive. */
  | { kind: 'clock-off'; ms: number }

export type Fault = (InPlace | Spoiled | Condition) & Aim

export interface Faults {
  /** These and no others. */
  set(...faults: Fault[]): void
  /** @returns ends this fault */
  add(fault: Fault): () => void
  clear(): void
  active(): readonly Fault[]
  has(kind: Condition['kind']): boolean
  find<Kind extends Condition['kind']>(kind: Kind): Extract<Condition, { kind: Kind }> | undefined
  /** Whether new connections are left hanging. */
  hangsAtConnect(): boolean
  /** The faults that meet this request; counts it for `skip` and `times`. */
  meet(request: Incoming): Fault[]
  /** Called after each change. */
  subscribe(call: () => void): void
}

interface Active {
  fault: Fault
  isAwake: boolean
  met: number
}

export function surfaceOf(path: string): Surface {
  if (path.startsWith('/api/v2')) return 'v2'
  return path.startsWith('/rest/') ? 'rest' : 'legacy'
}

function matches(fault: Fault, request: Incoming): boolean {
  return (
    (fault.on === undefined || fault.on === surfaceOf(request.path)) &&
    (fault.method === undefined || fault.method === request.method) &&
    (fault.path === undefined || request.path.includes(fault.path)) &&
    (fault.writes === undefined || fault.writes === asksToWrite(request))
  )
}

const isOver = ({ fault, met }: Active): boolean => fault.times !== undefined && met >= (fault.skip ?? 0) + fault.times

export function createFaults(): Faults {
  let active: Active[] = []
  const listeners: (() => void)[] = []
  const replace = (next: Active[]): void => {
    active = next
    for (const call of listeners) call()
  }
  const activate = (fault: Fault): Active => ({ fault, isAwake: fault.after === undefined, met: 0 })
  return {
    set: (...faults) => replace(faults.map(activate)),
    add(fault) {
      const added = activate(fault)
      replace([...active, added])
      return () => replace(active.filter((each) => each !== added))
    },
    clear: () => replace([]),
    active: () => active.map(({ fault }) => fault),
    has: (kind) => active.some(({ fault }) => fault.kind === kind),
    find: <Kind extends Condition['kind']>(kind: Kind) =>
      active.find(({ fault }) => fault.kind === kind)?.fault as Extract<Condition, { kind: Kind }> | undefined,
    hangsAtConnect: () => active.some(({ fault }) => fault.kind === 'hang' && fault.point === 'connect'),
    meet(request) {
      const met: Fault[] = []
      for (const each of active.filter(({ fault, isAwake }) => isAwake && matches(fault, request))) {
        if (isOver(each)) continue
        each.met += 1
        if (each.met > (each.fault.skip ?? 0)) met.push(each.fault)
      }
      for (const each of active)
        each.isAwake ||= each.fault.after !== undefined && matches({ ...each.fault, ...each.fault.after }, request)
      return met
    },
    subscribe: (call) => void listeners.push(call),
  }
}
