export interface LoggedRequest {
  /** Epoch ms. */
  at: number
  method: string
  path: string
  query: string
  /** undefined while it is under way, and when no answer was sent. */
  status: number | undefined
  /** Asks for something to be written, whether it was or not. */
  writes: boolean
}

export interface RequestFilter {
  method?: string
  /** The path contains this, or matches it. */
  path?: string | RegExp
  writes?: boolean
}

export interface RequestLog {
  all(): readonly LoggedRequest[]
  matching(filter: RequestFilter): LoggedRequest[]
  count(filter?: RequestFilter): number
  clear(): void
  add(request: Pick<LoggedRequest, 'method' | 'path' | 'query'>): LoggedRequest
}

// QUIRK(libretime 4.5): these GETs of the legacy application write.
const WRITING_GETS = /^\/api\/(rabbitmq-do-push|recalculate-schedule|notify-)/

export const asksToWrite = ({ method, path }: Pick<LoggedRequest, 'method' | 'path'>): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method) || WRITING_GETS.test(path)

export function createRequestLog(now: () => number): RequestLog {
  let requests: LoggedRequest[] = []
  const matches = (request: LoggedRequest, { method, path, writes }: RequestFilter): boolean =>
    (method === undefined || request.method === method) &&
    (writes === undefined || request.writes === writes) &&
    (path === undefined || (typeof path === 'string' ? request.path.includes(path) : path.test(request.path)))
  return {
    all: () => requests,
    matching: (filter) => requests.filter((request) => matches(request, filter)),
    count: (filter = {}) => requests.filter((request) => matches(request, filter)).length,
    clear: () => void (requests = []),
    add(request) {
      const logged: LoggedRequest = { ...request, at: now(), status: undefined, writes: asksToWrite(request) }
      requests.push(logged)
      return logged
    },
  }
}
