import type { Row } from './rows.ts'
import type { World } from './world.ts'

export interface Seed {
  shows(count: number): Row[]
  /** Of the newest show, an hour each, one day after the other. */
  episodes(count: number): Row[]
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export function createSeed({ rows }: World, now: () => number): Seed {
  const of = (slug: string) => rows.get(slug) as NonNullable<ReturnType<typeof rows.get>>
  return {
    shows: (count) =>
      Array.from({ length: count }, (_, index) =>
        of('shows').add({ title: `Show ${index + 1}`, status: 'active', libretimeShowId: null }),
      ),
    episodes(count) {
      const show = of('shows').all().at(-1)?.id ?? null
      return Array.from({ length: count }, (_, index) => {
        const startsAt = now() - (now() % DAY_MS) + (index + 1) * DAY_MS
        return of('episodes').add({
          title: `Episode ${index + 1}`,
          slug: null,
          show,
          publishedAt: new Date(startsAt).toISOString(),
          publishedStatus: 'submitted',
          pendingReview: false,
          scheduledAt: new Date(startsAt).toISOString(),
          scheduledEnd: new Date(startsAt + HOUR_MS).toISOString(),
          airStatus: 'draft',
          libretimeTrackId: null,
          libretimeFilepathRelative: null,
          libretimeInstanceId: null,
          libretimePlayoutId: null,
          duration: null,
          roundedDuration: null,
          realDuration: null,
          firstAiredAt: null,
          plays: 0,
        })
      })
    },
  }
}
