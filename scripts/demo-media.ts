// `node scripts/demo-media.ts`: makes the small media that `npm run demo` uses where there is no ffmpeg. They are kept in
// the repository; this runs again only when they are to be others.
import { rm } from 'node:fs/promises'
import { makeTunes } from '../demo/radio/tunes.ts'
import { KEPT_FOLDER, LARGE, makeClips } from '../demo/library/clips.ts'

const made = await makeClips(KEPT_FOLDER, LARGE)
for (const path of [...Object.values(made), ...(await makeTunes(KEPT_FOLDER))]) process.stdout.write(`${path}\n`)
await rm(`${KEPT_FOLDER}/words.srt`)
