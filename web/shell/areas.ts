import {
  IconActivity,
  IconArchive,
  IconBell,
  IconBuildingBroadcastTower,
  IconHome,
  IconMovie,
  IconPlug,
  IconSettings,
  type Icon,
} from '@tabler/icons-react'
import type { WordKey } from '../words.ts'

export interface AreaPage {
  to: string
  label: WordKey
}

export interface Area extends AreaPage {
  id: 'home' | 'radio' | 'library' | 'archive' | 'activity' | 'connections' | 'alerts' | 'settings'
  icon: Icon
  /** Second key after `g`. */
  key: string
  keyLabel: WordKey
  pages: readonly AreaPage[]
}

/** What the control center holds. An area stands here from the day it can be used. */
export const AREAS: readonly Area[] = [
  { id: 'home', to: '/', label: 'web.nav.home', icon: IconHome, key: 'h', keyLabel: 'web.keys.home', pages: [] },
  {
    id: 'radio',
    to: '/radio',
    label: 'web.nav.radio',
    icon: IconBuildingBroadcastTower,
    key: 'r',
    keyLabel: 'web.keys.radio',
    pages: [
      { to: '/radio/planner', label: 'web.nav.radio.planner' },
      { to: '/radio/logs', label: 'web.nav.radio.logs' },
      { to: '/radio/clocks', label: 'web.nav.radio.clocks' },
      { to: '/radio/programme', label: 'web.nav.radio.programme' },
      { to: '/radio/voice', label: 'web.nav.radio.voice' },
      { to: '/radio/traffic', label: 'web.nav.radio.traffic' },
      { to: '/radio/inbox', label: 'web.nav.radio.inbox' },
      { to: '/radio/forecast', label: 'web.nav.radio.forecast' },
      { to: '/radio/tracks', label: 'web.nav.radio.tracks' },
      { to: '/radio/stations', label: 'web.nav.radio.stations' },
      { to: '/radio/doctor', label: 'web.nav.radio.doctor' },
    ],
  },
  {
    id: 'library',
    to: '/library',
    label: 'web.nav.library',
    icon: IconMovie,
    key: 'l',
    keyLabel: 'web.keys.library',
    pages: [
      { to: '/library', label: 'web.nav.library.titles' },
      { to: '/library/libraries', label: 'web.nav.library.libraries' },
      { to: '/library/scans', label: 'web.nav.library.scans' },
      { to: '/library/unknown-files', label: 'web.nav.library.unknown' },
      { to: '/library/players', label: 'web.nav.library.players' },
      { to: '/library/webhooks', label: 'web.nav.library.webhooks' },
    ],
  },
  {
    id: 'archive',
    to: '/archive',
    label: 'web.nav.archive',
    icon: IconArchive,
    key: 'a',
    keyLabel: 'web.keys.archive',
    pages: [
      { to: '/archive', label: 'web.nav.archive.overview' },
      { to: '/archive/intake', label: 'web.nav.archive.intake' },
      { to: '/archive/duplicates', label: 'web.nav.archive.duplicates' },
      { to: '/archive/items', label: 'web.nav.archive.items' },
      { to: '/archive/resort', label: 'web.nav.archive.resort' },
      { to: '/archive/where', label: 'web.nav.archive.where' },
      { to: '/archive/integrity', label: 'web.nav.archive.integrity' },
      { to: '/archive/history', label: 'web.nav.archive.history' },
    ],
  },
  {
    id: 'activity',
    to: '/activity',
    label: 'web.nav.activity',
    icon: IconActivity,
    key: 'j',
    keyLabel: 'web.keys.activity',
    pages: [
      { to: '/activity', label: 'web.nav.activity.runs' },
      { to: '/activity/jobs', label: 'web.nav.activity.jobs' },
      { to: '/activity/deliveries', label: 'web.nav.activity.deliveries' },
      { to: '/activity/queues', label: 'web.nav.activity.queues' },
      { to: '/activity/events', label: 'web.nav.activity.events' },
      { to: '/activity/log', label: 'web.nav.activity.log' },
    ],
  },
  {
    id: 'connections',
    to: '/connections',
    label: 'web.nav.connections',
    icon: IconPlug,
    key: 'c',
    keyLabel: 'web.keys.connections',
    pages: [],
  },
  {
    id: 'alerts',
    to: '/alerts',
    label: 'web.nav.alerts',
    icon: IconBell,
    key: 'w',
    keyLabel: 'web.keys.alerts',
    pages: [],
  },
  {
    id: 'settings',
    to: '/settings',
    label: 'web.nav.settings',
    icon: IconSettings,
    key: 's',
    keyLabel: 'web.keys.settings',
    pages: [
      { to: '/settings', label: 'web.nav.settings.general' },
      { to: '/settings/config', label: 'web.nav.settings.config' },
      { to: '/settings/people', label: 'web.nav.settings.people' },
      { to: '/settings/schedules', label: 'web.nav.settings.schedules' },
      { to: '/settings/backups', label: 'web.nav.settings.backups' },
      { to: '/settings/diagnostics', label: 'web.nav.settings.diagnostics' },
      { to: '/settings/data', label: 'web.nav.settings.data' },
      { to: '/settings/history', label: 'web.nav.settings.history' },
    ],
  },
]

/** The area that a path belongs to. */
export function areaOf(path: string): Area | undefined {
  return AREAS.findLast((area) => (area.to === '/' ? path === '/' : path === area.to || path.startsWith(`${area.to}/`)))
}

/** The page of the area that a path shows: the longest that fits. */
export function pageOfArea(area: Area, path: string): AreaPage | undefined {
  return area.pages
    .filter((page) => path === page.to || path.startsWith(`${page.to}/`))
    .toSorted((a, b) => b.to.length - a.to.length)[0]
}
