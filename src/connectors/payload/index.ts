import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { CmsCheckup } from '../../radio/checkup/ports.ts'
import { AiredCms, ProgrammeCms } from '../../radio/programme/ports.ts'
import { airedCms } from './aired-cms.ts'
import { cmsCheckup } from './checkup.ts'
import { createClient } from './client.ts'
import { programmeCms } from './programme-cms.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, settings } from './settings.ts'

/** Payload 3 by its REST API and the key of one of its users; nothing has to be installed there. */
export const payload = defineConnector({
  id: 'payload',
  settings,
  secrets: [{ name: 'api_key', isRequired: true }],
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const parts = { base, authCollection: given.auth_collection, apiKey: secrets['api_key'] ?? '' }
    const client = createClient({ ...parts, egress: tools.egress })
    const ports = [
      fill(ProgrammeCms, programmeCms(client, given)),
      fill(AiredCms, airedCms(client, given)),
      fill(CmsCheckup, cmsCheckup(client, given)),
    ]
    return { url: base, ports, rungs: rungsOf(client, given) }
  },
})
