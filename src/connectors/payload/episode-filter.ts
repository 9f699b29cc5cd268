import { RejectedError } from '../../kernel/errors.ts'
import type { Episode, EpisodeFilter } from '../../radio/programme/ports.ts'
import type { Episodes } from './episodes.ts'

export type Where = readonly (readonly [string, string])[]

/** @throws RejectedError `payload/field-not-mapped`: what the CMS does not have can't be asked for */
export function whereOf(filter: EpisodeFilter, { mapping }: Episodes): Where {
  const path = (field: keyof Episode): string => {
    const found = mapping.find((mapped) => mapped.field === field)?.path ?? ''
    if (found === '') throw new RejectedError('payload/field-not-mapped', { params: { field } })
    return `[${found}]`
  }
  const all: (readonly [string, string])[] = []
  const words = (field: 'airStatus' | 'publishedStatus'): void => {
    const wanted = filter[field]
    if (wanted === undefined) return
    for (const [index, word] of wanted.entries()) all.push([`where${path(field)}[in][${index}]`, word])
  }
  words('airStatus')
  words('publishedStatus')
  if (filter.pendingReview === true) all.push([`where${path('pendingReview')}[equals]`, 'true'])
  if (filter.pendingReview === false) {
    const at = path('pendingReview')
    all.push([`where[or][0]${at}[equals]`, 'false'], [`where[or][1]${at}[exists]`, 'false'])
  }
  const instant = (ms: number): string => new Date(ms).toISOString()
  const { scheduledFrom: from, scheduledBefore: before } = filter
  if (from !== undefined) all.push([`where${path('scheduledAt')}[greater_than_equal]`, instant(from)])
  if (before !== undefined) all.push([`where${path('scheduledAt')}[less_than]`, instant(before)])
  return all
}
