import type { LibrarySettings, LibrarySettingsChange, LibraryView } from '../../../src/library/libraries/contract.ts'

type Steps = LibrarySettings['steps']
export type TaskName = keyof LibrarySettings['schedules']
export type ArtName = keyof LibrarySettings['artwork']

export const STEP_NAMES = ['probe', 'artwork', 'cache', 'enrich', 'publish'] as const satisfies readonly (keyof Steps)[]
export const TASKS = ['scan', 'update', 'cleanup', 'verification'] as const satisfies readonly TaskName[]

/** The settings of a library as they are typed. */
export interface Draft {
  name: string
  isEnabled: boolean
  steps: Steps
  /** One pattern a line. */
  ignore: string
  language: string
  /** Empty for none. */
  connectionId: string
  artwork: Readonly<Record<string, string>>
  isWatched: boolean
  guardShare: string
  guardTitles: string
  /** Empty for never. */
  schedules: Readonly<Record<TaskName, string>>
}

export function draftOf({ name, isEnabled, settings }: Pick<LibraryView, 'name' | 'isEnabled' | 'settings'>): Draft {
  const { steps, ignore, language, connectionId, artwork, isWatched, guard, schedules } = settings
  return {
    name,
    isEnabled,
    steps,
    ignore: ignore.join('\n'),
    language,
    connectionId: connectionId === null ? '' : String(connectionId),
    artwork: textsOf(artwork),
    isWatched,
    guardShare: String(guard.share),
    guardTitles: String(guard.titles),
    schedules: Object.fromEntries(TASKS.map((task) => [task, schedules[task] ?? ''])) as Draft['schedules'],
  }
}

const textsOf = (numbers: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]))

/** What of a draft differs from what stands; a part that was not touched is not sent. */
export function changeOf(
  draft: Draft,
  former: Draft,
): { name?: string; isEnabled?: boolean; settings?: LibrarySettingsChange } {
  const settings = settingsChange(draft, former)
  return {
    ...(draft.name === former.name ? {} : { name: draft.name.trim() }),
    ...(draft.isEnabled === former.isEnabled ? {} : { isEnabled: draft.isEnabled }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  }
}

function settingsChange(draft: Draft, former: Draft): LibrarySettingsChange {
  const steps = differing(draft.steps, former.steps)
  const artwork = differing(draft.artwork, former.artwork)
  const schedules = differing(draft.schedules, former.schedules)
  const isGuardChanged = draft.guardShare !== former.guardShare || draft.guardTitles !== former.guardTitles
  return {
    ...(steps === undefined ? {} : { steps }),
    ...(draft.ignore === former.ignore ? {} : { ignore: linesOf(draft.ignore) }),
    ...(draft.language === former.language ? {} : { language: draft.language.trim() }),
    ...(draft.connectionId === former.connectionId
      ? {}
      : { connectionId: draft.connectionId === '' ? null : Number(draft.connectionId) }),
    ...(artwork === undefined ? {} : { artwork: mapped(artwork, Number) }),
    ...(draft.isWatched === former.isWatched ? {} : { isWatched: draft.isWatched }),
    ...(isGuardChanged ? { guard: { share: Number(draft.guardShare), titles: Number(draft.guardTitles) } } : {}),
    ...(schedules === undefined
      ? {}
      : { schedules: mapped(schedules, (cron) => (cron.trim() === '' ? null : cron.trim())) }),
  }
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function differing<Value>(
  now: Readonly<Record<string, Value>>,
  former: Readonly<Record<string, Value>>,
): Record<string, Value> | undefined {
  const changed = Object.entries(now).filter(([name, value]) => value !== former[name])
  return changed.length === 0 ? undefined : Object.fromEntries(changed)
}

const mapped = <From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))

/** Why a draft can't be saved: the key of its first field that is no number. */
export function wrongNumber(draft: Draft): string | undefined {
  const fields = { ...draft.artwork, guardShare: draft.guardShare, guardTitles: draft.guardTitles }
  return Object.entries(fields).find(([, text]) => !/^\d{1,7}$/.test(text.trim()))?.[0]
}
