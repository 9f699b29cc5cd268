import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a real Payload answered to the conversation. */
export const RECORDED = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../src/connectors/payload/__fixtures__/conversation-3.90.2.json',
)
