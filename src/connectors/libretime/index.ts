import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { PlayoutSchedule } from '../../radio/planner/ports.ts'
import { PlayoutProgramme } from '../../radio/programme/ports.ts'
import { PlayoutHistory } from '../../radio/asrun/ports.ts'
import { PlayoutCheckup } from '../../radio/checkup/ports.ts'
import { TrackAudio, TrackLibrary, TrackTypes } from '../../radio/tracks/ports.ts'
import { playoutCheckup } from './checkup.ts'
import { createClient } from './client.ts'
import { playoutHistory } from './playout-history.ts'
import { playoutProgramme } from './playout-programme.ts'
import { playoutQueue } from './playout-queue.ts'
import { playoutSchedule } from './playout-schedule.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, fromEnvironment, queueAccessOf, settings } from './settings.ts'
import { trackAudio } from './track-audio.ts'
import { trackLibrary } from './track-library.ts'
import { trackTypes } from './track-types.ts'

/** LibreTime 4.3 and newer, as it is: no plugin, no shell, no access to its host. */
export const libretime = defineConnector({
  id: 'libretime',
  settings,
  secrets: [
    { name: 'api_key', isRequired: true },
    { name: 'rabbitmq_password', isRequired: false },
  ],
  fromEnvironment,
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const client = createClient({ base, apiKey: secrets['api_key'] ?? '', egress: tools.egress })
    const access = queueAccessOf(given, secrets['rabbitmq_password'] ?? '')
    const queue = access && playoutQueue(access, tools.egress)
    const library = trackLibrary(client)
    const checkup = playoutCheckup({ client, egress: tools.egress, library, now: () => tools.clock.now() })
    return {
      url: base,
      ports: [
        fill(TrackLibrary, library),
        fill(TrackAudio, trackAudio(client)),
        fill(TrackTypes, trackTypes(client)),
        fill(PlayoutProgramme, playoutProgramme(client)),
        fill(PlayoutSchedule, playoutSchedule(client, queue)),
        fill(PlayoutCheckup, checkup),
        fill(PlayoutHistory, playoutHistory(client)),
      ],
      rungs: rungsOf(client, queue),
    }
  },
})
