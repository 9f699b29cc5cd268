import type { FakeLibreTime, SeededFile } from '../../src/connectors/libretime/fake-server.ts'

/** Tracks of one type of a playout library, and how to make each. */
export interface TracksOfType {
  code: string
  name?: string
  count: number
  make: (n: number) => SeededFile
}

/** What a library of a station holds before Patchbay comes. @returns ids by code, in order */
export function seedTracks({ seed }: FakeLibreTime, kinds: readonly TracksOfType[]): Record<string, number[]> {
  const made: Record<string, number[]> = {}
  for (const { code, name = code, count, make } of kinds) {
    const trackType = seed.trackType({ code, name })
    made[code] = seed.files(count, (n) => ({ ...make(n), trackType }))
  }
  return made
}
