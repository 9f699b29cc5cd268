/** `host` may not say which track an episode is; `reader` only reads. */
export type Role = 'staff' | 'host' | 'reader'

export interface Field {
  name: string
  type: 'text' | 'number' | 'date' | 'checkbox' | 'select' | 'relationship' | 'group'
  required?: boolean
  default?: string | boolean
  /** Of a select. */
  options?: readonly string[]
  /** Of a relationship: one collection, or several, whose values then say which. */
  relationTo?: string | readonly string[]
  /** Of a group. */
  fields?: readonly Field[]
  /** Who may change it; all who may change the document, unless said. */
  update?: readonly Role[]
  /** A value that may be there and is refused at each change, as by a rule that came later. */
  refuses?: { value: string; message: string }
}

export interface CollectionSchema {
  slug: string
  /** `number`: counted. `text`: of whoever creates the document. */
  ids: 'number' | 'text'
  drafts: boolean
  fields: readonly Field[]
}

const text = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'text', ...more })
const number = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'number', ...more })
const date = (name: string, more: Partial<Field> = {}): Field => ({ name, type: 'date', ...more })
const select = (name: string, options: readonly string[], more: Partial<Field> = {}): Field => ({
  name,
  type: 'select',
  options,
  ...more,
})

const NOBODY: readonly Role[] = []

/** With the names that the system around LibreTime uses. */
const EPISODES: CollectionSchema = {
  slug: 'episodes',
  ids: 'number',
  drafts: false,
  fields: [
    text('title', { required: true }),
    text('slug', { refuses: { value: 'taken', message: 'This slug is taken.' } }),
    { name: 'show', type: 'relationship', relationTo: 'shows' },
    date('publishedAt', { required: true }),
    select('publishedStatus', ['draft', 'submitted', 'published', 'scheduled'], { default: 'draft' }),
    { name: 'pendingReview', type: 'checkbox', default: false },
    date('scheduledAt'),
    date('scheduledEnd'),
    select('airStatus', ['draft', 'queued', 'scheduled', 'airing', 'aired', 'failed'], {
      required: true,
      default: 'draft',
    }),
    text('libretimeTrackId', { update: ['staff'] }),
    text('libretimeFilepathRelative'),
    number('libretimeInstanceId'),
    number('libretimePlayoutId'),
    number('duration'),
    number('roundedDuration'),
    number('realDuration'),
    date('firstAiredAt', { update: NOBODY }),
    number('plays', { update: NOBODY }),
  ],
}

/** Of another house: ids of its own, fields in a group, a relation to one of several, a number for the track, drafts. */
const BROADCASTS: CollectionSchema = {
  slug: 'broadcasts',
  ids: 'text',
  drafts: true,
  fields: [
    text('name', { required: true }),
    { name: 'programme', type: 'relationship', relationTo: ['shows', 'users'] },
    {
      name: 'playout',
      type: 'group',
      fields: [number('track'), text('path'), text('note'), number('plays', { update: NOBODY })],
    },
    date('startsAt'),
  ],
}

const SHOWS: CollectionSchema = {
  slug: 'shows',
  ids: 'number',
  drafts: false,
  fields: [
    text('title', { required: true }),
    select('status', ['active', 'archived'], { default: 'active' }),
    number('libretimeShowId'),
  ],
}

export const SCHEMAS: readonly CollectionSchema[] = [SHOWS, EPISODES, BROADCASTS]

export interface Person {
  role: Role
  email: string
  key: string
}

const person = (role: Role, key: string): Person => ({ role, email: `${role}@example.org`, key })

/** One key for each kind of rights. */
export const PEOPLE: readonly Person[] = [
  person('staff', '11111111-1111-4111-8111-111111111111'),
  person('host', '22222222-2222-4222-8222-222222222222'),
  person('reader', '33333333-3333-4333-8333-333333333333'),
]

/** `publishedAt` is Published At, as people see it. */
export const labelOf = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/^./, (first) => first.toUpperCase())

/** Anything that was sent, as text. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
