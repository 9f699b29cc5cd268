import { fileURLToPath } from 'node:url'

/**
 * Node's arguments for the server, as `npm start` has them. On a machine with much memory Node lets the youngest objects fill
 * 128 MB before it clears them away, and the old ones double; of ours nearly all are garbage by then, whatever the room.
 * A start leaves 80 MB: clearing it away again and again until there is room takes a twelfth of the time. More room from
 * the first would stay.
 */
export const SERVER_COMMAND: readonly string[] = [
  '--max-semi-space-size=8',
  '--initial-heap-size=64',
  '--heap-growing-percent=40',
  fileURLToPath(new URL('../../scripts/serve.mjs', import.meta.url)),
]
