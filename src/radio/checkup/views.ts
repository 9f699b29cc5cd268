import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import type { Params } from '../../kernel/errors.ts'
import { hasWords, say, sayCode } from '../../kernel/words.ts'
import type { Station } from '../stations/index.ts'
import type { CheckupView, FindingView } from './contract.ts'
import type { Checkup, Judged, Seen, Verdict, Why } from './model.ts'
import { RULES } from './rules.ts'

const faultOf = (code: string): string | null => RULES.find((rule) => rule.code === code)?.fault ?? null

export function toCheckupView(station: Station, checkup: Checkup | undefined): CheckupView {
  const { stationId, name, timeZone, libraryConnectionId } = station
  // What was said of another library is not of this one.
  const current = checkup?.connectionId === libraryConnectionId ? checkup : undefined
  const judged = current?.judged ?? []
  const findings = judged.flatMap(toFinding).toSorted((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'))
  const untold = judged.flatMap(({ code, verdict }) =>
    verdict.kind === 'unknown' ? [{ ...toLookedAt(code), why: sayWhy(verdict.why) }] : [],
  )
  return {
    stationId,
    stationName: name,
    timeZone,
    hasLibrary: libraryConnectionId !== null,
    lookedAt: instantOrNull(current?.lookedAt ?? null),
    tookMs: current?.tookMs ?? null,
    level: findings[0]?.level ?? (current === undefined || untold.length > 0 ? 'unknown' : 'ok'),
    findings,
    untold,
    well: judged.flatMap(({ code, verdict }) => (verdict.kind === 'well' ? [toLookedAt(code)] : [])),
  }
}

const toLookedAt = (code: string) => ({ code, fault: faultOf(code), text: say(`checkup.${code}.looked`) })

function toFinding({ code, verdict, since }: Judged): FindingView[] {
  if (verdict.kind !== 'found') return []
  return [
    {
      code,
      fault: faultOf(code),
      level: verdict.level,
      since: since === null ? null : instant(since),
      said: sayFound(code, verdict),
      seen: verdict.seen.map(saySeen),
      cure: cureOf(code, verdict.params),
    },
  ]
}

/** What is wrong and, in one sentence, what to do. */
export function sayFound(code: string, { params }: Extract<Verdict, { kind: 'found' }>): Said {
  const key = `reason.checkup.${code}`
  return { code, params: { ...params }, text: say(key, params), todo: say(`${key}.todo`, params) }
}

const saySeen = ({ code, params }: Seen): string => say(`checkup.seen.${code}`, params)

function sayWhy({ code, params }: Why): Said {
  return { ...sayCode(code, params), params: { ...params } }
}

/** Steps are numbered from one. */
function cureOf(code: string, params: Params): string[] {
  const steps: string[] = []
  for (let step = 1; hasWords(`checkup.${code}.cure.${step}`, params); step += 1)
    steps.push(say(`checkup.${code}.cure.${step}`, params))
  return steps
}
