import { Resolver } from 'node:dns/promises'
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { UnavailableError } from '../errors.ts'

export interface Names {
  /**
   * The addresses of a host, IPv4 first; never empty.
   * @throws UnavailableError `remote/name-unknown` when a server said that there is none, `remote/name-not-asked` when none answered
   */
  addressesOf(host: string): Promise<LookupAddress[]>
}

const ANSWER_MS = 2000
const KEPT_MS = 30_000
/** A name that is dead now may be back soon; it is not asked for by each call. */
const DEAD_KEPT_MS = 2000
const HOSTS_FILE = '/etc/hosts'
const NOBODY_KNOWS = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME'])

interface Kept {
  until: number
  answer: Promise<LookupAddress[]>
}

/**
 * Looks names up by a resolver of its own with a limit of two seconds.
 * QUIRK(node 24): dns.lookup runs in libuv's pool, so one dead name server delays every other look-up by seconds; it is
 * asked only for what plain DNS does not know (mDNS, search domains), one name at a time.
 */
export function createNames(
  options: { resolver?: Pick<Resolver, 'resolve4' | 'resolve6'>; now?: () => number } = {},
): Names {
  const now = options.now ?? (() => performance.now())
  const resolver = options.resolver ?? new Resolver({ timeout: ANSWER_MS, tries: 1 })
  const kept = new Map<string, Kept>()
  const ask = createAsking(resolver)
  return {
    addressesOf(host) {
      const known = kept.get(host)
      if (known !== undefined && known.until > now()) return known.answer
      const entry: Kept = { until: now() + KEPT_MS, answer: ask(host) }
      entry.answer.catch(() => (entry.until = now() + DEAD_KEPT_MS))
      kept.set(host, entry)
      return entry.answer
    },
  }
}

function createAsking(resolver: Pick<Resolver, 'resolve4' | 'resolve6'>) {
  let systemIsAsked: Promise<unknown> = Promise.resolve()
  return async (host: string): Promise<LookupAddress[]> => {
    const bare = host.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0) return [{ address: bare, family: isIP(bare) }]
    const listed = await listedIn(HOSTS_FILE, host)
    if (listed.length > 0) return listed
    const found = await askServers(resolver, host)
    if (found.length > 0) return found
    const turn = systemIsAsked.then(() => askSystem(host))
    systemIsAsked = turn.catch(() => undefined)
    return turn
  }
}

async function listedIn(file: string, host: string): Promise<LookupAddress[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const wanted = host.toLowerCase()
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    return names.includes(wanted) && isIP(address) !== 0 ? [{ address, family: isIP(address) }] : []
  })
}

/** @returns nothing when a server said that there is no such name, so that the system may know it otherwise */
async function askServers(resolver: Pick<Resolver, 'resolve4' | 'resolve6'>, host: string): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const all = [four, six].flatMap((answer, at) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: at === 0 ? 4 : 6 })) : [],
  )
  const failed = [four, six].find((answer) => answer.status === 'rejected' && !isUnknown(answer.reason))
  if (all.length === 0 && failed !== undefined)
    throw new UnavailableError('remote/name-not-asked', {
      params: { host },
      cause: (failed as PromiseRejectedResult).reason,
    })
  return all
}

const isUnknown = (error: unknown): boolean => NOBODY_KNOWS.has(String((error as NodeJS.ErrnoException).code))

async function askSystem(host: string): Promise<LookupAddress[]> {
  const late = new AbortController()
  const answer = new Promise<LookupAddress[]>((resolve, reject) => {
    systemLookup(host, { all: true, order: 'ipv4first' }, (error, found) => {
      if (error === null) return resolve(found)
      const code = isUnknown(error) ? 'remote/name-unknown' : 'remote/name-not-asked'
      reject(new UnavailableError(code, { params: { host }, cause: error }))
    })
  })
  answer.catch(() => undefined)
  const tooLate = wait(ANSWER_MS, undefined, { signal: late.signal }).then(() => {
    throw new UnavailableError('remote/name-not-asked', { params: { host } })
  })
  tooLate.catch(() => undefined)
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    late.abort()
  }
}
