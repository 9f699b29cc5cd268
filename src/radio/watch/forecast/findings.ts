import type { Finding, Stretch } from '../model.ts'
import { without } from '../stretches.ts'
import { levelAt, NOWHERE } from './levels.ts'
import type { Outlook, Picture } from './picture.ts'
import { overlaps, rowFindings } from './row-findings.ts'

const HOUR_MS = 3_600_000
/** A log has to be at the playout by then. */
const PUBLISHED_BEFORE_MS = 6 * HOUR_MS

/** What is wrong from now on, by time. */
export function findingsIn(picture: Picture, outlook: Outlook): Finding[] {
  const coming = picture.placed.filter(({ row }) => row.endsAt > outlook.at)
  return [
    ...silences(picture, outlook),
    ...unpublished(picture, outlook),
    ...emptyWindows(picture, outlook),
    ...coming.flatMap((placed) => rowFindings(placed, outlook)),
    ...overlaps(coming, outlook),
    ...windowFindings(picture, outlook),
  ].toSorted((a, b) => a.startsAt - b.startsAt || a.code.localeCompare(b.code))
}

/** Without the windows in which something was to be, which are told of themselves, and what a row says of its own end. */
function silences({ silent, windows, placed }: Picture, { at, gapMs }: Outlook): Finding[] {
  const told: Stretch[] = [
    ...windows.filter(({ isEmpty }) => isEmpty).map(({ window }) => window),
    ...placed.filter(({ silenceMs }) => silenceMs >= gapMs).map(({ row }) => row),
  ]
  return silent
    .flatMap((gap) => without(gap, told))
    .filter(({ startsAt, endsAt }) => endsAt > at && endsAt - startsAt >= gapMs)
    .map((gap): Finding => {
      const startsAt = Math.max(gap.startsAt, at)
      const before = placed.findLast(({ row }) => row.endsAt <= gap.startsAt)
      return {
        ...NOWHERE,
        code: 'dead-air',
        level: levelAt(startsAt, at),
        startsAt,
        endsAt: gap.endsAt,
        params: { lengthMs: gap.endsAt - startsAt, after: before?.title ?? '' },
        fix: 'fill',
      }
    })
}

function unpublished({ drafts }: Picture, { at }: Outlook): Finding[] {
  const coming = drafts.filter(({ endsAt }) => endsAt > at)
  return [...Map.groupBy(coming, ({ airDate }) => airDate)].map(([airDate, items]): Finding => {
    const startsAt = Math.max(at, Math.min(...items.map((one) => one.startsAt)))
    return {
      ...NOWHERE,
      code: 'log-not-published',
      level: levelAt(startsAt, at, PUBLISHED_BEFORE_MS),
      startsAt,
      endsAt: Math.max(...items.map((one) => one.endsAt)),
      params: { airDate, count: items.length },
      fix: 'publish',
    }
  })
}

const emptyWindows = ({ windows }: Picture, { at }: Outlook): Finding[] =>
  windows
    .filter(({ isEmpty, window }) => isEmpty && window.endsAt > at)
    .map(({ window: { windowId, startsAt, endsAt }, show }) => ({
      ...NOWHERE,
      code: 'window-empty',
      level: levelAt(startsAt, at),
      startsAt,
      endsAt,
      windowId,
      params: { show: show?.name ?? `#${windowId}`, lengthMs: endsAt - startsAt },
      fix: 'fill',
    }))

/** A show that shares its content, or fills itself, puts its own things where ours are. */
function windowFindings({ windows, placed }: Picture, { at, ownRows }: Outlook): Finding[] {
  const ours = new Set(placed.filter(({ row }) => ownRows.has(row.rowId)).map(({ row }) => row.windowId))
  return windows
    .filter(({ window }) => ours.has(window.windowId) && window.endsAt > at)
    .flatMap(({ window: { windowId, startsAt, endsAt }, show }) => {
      const found = { ...NOWHERE, level: 'warn', startsAt, endsAt, windowId, fix: 'elsewhere' } as const
      const params = { show: show?.name ?? '' }
      return [
        ...(show?.isLinked === true ? [{ ...found, code: 'linked-show' as const, params }] : []),
        ...(show?.fillsItself === true ? [{ ...found, code: 'fills-itself' as const, params }] : []),
      ]
    })
}
