import type {
  DayRow,
  FileRow,
  HistoryRow,
  InstanceRow,
  LibraryRow,
  Row,
  ScheduleRow,
  ShowRow,
  UserRow,
} from './rows.ts'
import { createTable, type Table } from './table.ts'

const PLAIN_TABLES = [
  'show-hosts',
  'show-rebroadcasts',
  'playlists',
  'playlist-contents',
  'smart-blocks',
  'smart-block-contents',
  'smart-block-criteria',
  'webstreams',
  'webstream-metadata',
  'playout-history-metadata',
  'playout-history-templates',
  'playout-history-template-fields',
  'listener-counts',
  'timestamps',
  'mount-names',
  'live-logs',
  'preferences',
  'imported-podcasts',
  'login-attempts',
  'podcast-episodes',
  'service-registers',
  'station-podcasts',
  'third-party-track-references',
  'user-tokens',
] as const

interface KnownTables {
  files: Table<FileRow>
  libraries: Table<LibraryRow>
  shows: Table<ShowRow>
  'show-days': Table<DayRow>
  'show-instances': Table<InstanceRow>
  schedule: Table<ScheduleRow>
  'playout-history': Table<HistoryRow>
  users: Table<UserRow>
}

export type PlainTable = (typeof PLAIN_TABLES)[number]
/** The last part of the resource's path is the name of its table here. */
export type Tables = KnownTables & Record<PlainTable, Table<Row>>
export type TableName = keyof Tables

export function createTables(): Tables {
  const plain = Object.fromEntries(PLAIN_TABLES.map((name) => [name, createTable<Row>(name)])) as Record<
    PlainTable,
    Table<Row>
  >
  return {
    ...plain,
    files: createTable('files'),
    libraries: createTable('libraries'),
    shows: createTable('shows'),
    'show-days': createTable('show-days'),
    'show-instances': createTable('show-instances'),
    schedule: createTable('schedule'),
    'playout-history': createTable('playout-history'),
    users: createTable('users'),
  }
}

/** Any table by name; the typed members are for those whose rows the double computes with. */
export const anyTable = (tables: Tables, name: TableName): Table<Row> => tables[name]
