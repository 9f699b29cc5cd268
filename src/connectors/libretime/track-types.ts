import { z } from 'zod'
import { readJson } from '../../kernel/egress/answers.ts'
import type { TrackTypes } from '../../radio/tracks/ports.ts'
import type { LibreTimeClient } from './client.ts'

const Made = z.object({ id: z.number().int() })

export function trackTypes(client: LibreTimeClient): TrackTypes {
  return {
    async addType({ code, name, description, analyzesCuePoints }, signal) {
      // QUIRK(libretime 4.5): its API lets name and description be left out, its database does not: 500.
      const json = { code, name, description, enabled: true, analyze_cue_points: analyzesCuePoints }
      const answer = await client.send('POST', 'api/v2/libraries', { json, signal })
      return readJson(answer, Made, { host: client.base.host }).id
    },
  }
}
