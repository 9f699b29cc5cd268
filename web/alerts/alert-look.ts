import {
  IconBell,
  IconBolt,
  IconBrandDiscord,
  IconDeviceMobile,
  IconDeviceTv,
  IconMail,
  IconMessage,
  IconStack2,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react'
import type { AlertsView, ChannelView, FiltersView, ModeName, RuleView } from '../../src/alerts/contract.ts'
import type { State } from '../parts/states.ts'

const KINDS: Readonly<Record<string, Icon>> = {
  discord: IconBrandDiscord,
  pushover: IconDeviceMobile,
  smtp: IconMail,
  kodi: IconDeviceTv,
  webhook: IconWebhook,
}

export const iconOf = (connectionKind: string): Icon => KINDS[connectionKind] ?? IconMessage

export const MODE_ICONS: Readonly<Partial<Record<ModeName, Icon>>> = {
  now: IconBolt,
  loud: IconBell,
  digest: IconStack2,
}

const NO_FILTERS: FiltersView = { libraryIds: [], stationIds: [], severities: [], codes: [] }

export const ruleOf = ({ rules }: ChannelView, kind: string): RuleView =>
  rules.find((rule) => rule.kind === kind) ?? { kind, mode: 'off', filters: NO_FILTERS, template: null }

/** A channel's state: what it is itself first, then what its connection is. */
export function stateOf({ isEnabled, off, connectionState }: ChannelView): { state: State; word: ChannelState } {
  if (off !== null) return { state: 'rejected', word: 'refused' }
  if (!isEnabled || connectionState === 'off') return { state: 'off', word: 'off' }
  if (connectionState === 'failing') return { state: 'failed', word: 'failing' }
  return connectionState === 'well' ? { state: 'done', word: 'tested' } : { state: 'ready', word: 'untested' }
}
export type ChannelState = 'refused' | 'off' | 'failing' | 'tested' | 'untested'

export const isResting = ({ isEnabled, off }: ChannelView): boolean => !isEnabled || off !== null

export interface Area {
  area: AlertsView['kinds'][number]['area']
  kinds: AlertsView['kinds']
}

/** Rows in the order of the server, under the heads of their areas. */
export function areasOf(kinds: AlertsView['kinds']): Area[] {
  const areas: Area[] = []
  for (const kind of kinds) {
    const last = areas.at(-1)
    if (last?.area === kind.area) last.kinds.push(kind)
    else areas.push({ area: kind.area, kinds: [kind] })
  }
  return areas
}

export interface Place {
  row: number
  column: number
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

/** Where a key leads from a cell; undefined where it leads nowhere. */
export function stepFrom(
  { row, column }: Place,
  key: string,
  size: { rows: number; columns: number },
): Place | undefined {
  if (key === 'Home') return { row, column: 0 }
  if (key === 'End') return { row, column: size.columns - 1 }
  const step = STEPS[key]
  if (step === undefined) return undefined
  const to = { row: row + step.row, column: column + step.column }
  const isInside = to.row >= 0 && to.row < size.rows && to.column >= 0 && to.column < size.columns
  return isInside ? to : undefined
}
