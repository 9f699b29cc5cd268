import { type AlertKind, CARD_FIELDS, cardExample, factsOfCard, type Happening, RAISED } from '../alerts/index.ts'

const idIn = (text: string | undefined, form: RegExp): number | undefined => {
  const id = form.exec(text ?? '')?.[1]
  return id === undefined ? undefined : Number(id)
}

function titleFacts({ scope, subject, data = {} }: Happening) {
  const { title, year, kind, libraryId, titleId } = data as Record<string, unknown>
  const library = typeof libraryId === 'number' ? libraryId : idIn(scope, /^library:(\d+)$/)
  const id = typeof titleId === 'number' ? titleId : idIn(subject, /^library\.title:(\d+)$/)
  const name = typeof year === 'number' ? `${String(title)} (${year})` : String(title)
  return {
    params: {
      name,
      title: String(title),
      year: typeof year === 'number' ? year : null,
      kind: typeof kind === 'string' ? kind : '',
    },
    open: id === undefined ? '/library' : `/library/titles/${id}`,
    ...(library === undefined ? {} : { libraryId: library }),
    ...(typeof kind === 'string' ? { code: kind } : {}),
  }
}

const FIELDS = ['name', 'title', 'year', 'kind']
const EXAMPLE = { name: 'The Salt Road (2019)', title: 'The Salt Road', year: 2019, kind: 'movie' }

const ofTitles = (name: string, events: string[], isIt: (event: Happening) => boolean): AlertKind => ({
  kind: `library.${name}`,
  area: 'library',
  events,
  fields: FIELDS,
  filters: ['libraryIds', 'codes'],
  example: { params: EXAMPLE, severity: 'info', open: '/library', code: 'movie' },
  read: (event) => (isIt(event) ? { ...titleFacts(event), severity: 'info' } : undefined),
})

/** A title whose library publishes is told once it was published; `publishes` says that this is still to come. */
const added = ofTitles('title-added', ['library.title.added', 'library.title.published'], ({ kind, data = {} }) =>
  kind === 'library.title.added' ? data['publishes'] !== true : data['isFirst'] === true,
)
const upgraded = ofTitles('title-upgraded', ['library.title.upgraded'], () => true)
const removed = ofTitles('title-removed', ['library.title.removed'], () => true)

const scanErrors: AlertKind = {
  kind: 'library.scan-errors',
  area: 'library',
  events: ['library.scan.ended'],
  fields: ['library', 'errors'],
  filters: ['libraryIds'],
  example: { params: { library: 'Films', errors: 3 }, severity: 'warn', open: '/library' },
  read({ scope, data = {} }) {
    const errors = Number(data['errors'] ?? 0)
    if (!(errors > 0)) return undefined
    const { libraryId } = data
    const library = typeof libraryId === 'number' ? libraryId : idIn(scope, /^library:(\d+)$/)
    const { title: name } = data
    const params = { library: typeof name === 'string' ? name : '', errors }
    return { params, severity: 'warn', open: '/library', ...(library === undefined ? {} : { libraryId: library }) }
  },
}

const pathNotMapped: AlertKind = {
  kind: 'library.path-not-mapped',
  area: 'library',
  events: [RAISED],
  fields: CARD_FIELDS,
  filters: [],
  example: cardExample('Kodi in the hall does not know /media/films', { severity: 'warn' }),
  read: (event) => factsOfCard(event, 'library.players-not-mapped'),
}

/** What people are told of the library. */
export const libraryAlertKinds: readonly AlertKind[] = [added, upgraded, removed, scanErrors, pathNotMapped]
