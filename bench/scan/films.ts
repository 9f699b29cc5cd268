import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const NAMES = 'Amber Birch Cedar Dawn Ember Fjord Grove Harbour Island Juniper Kestrel Lantern'.split(' ')

/** Folders of films as people have them: a film, its NFO and two pictures. Made once; they stay between runs. */
export async function makeFilms(folder: string, count: number): Promise<void> {
  if (existsSync(join(folder, `.made-${count}`))) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const poster = await picture(1000, 1500)
  const fanart = await picture(1920, 1080)
  for (let at = 0; at < count; at += 1) {
    const title = `${NAMES[at % NAMES.length]} ${NAMES[Math.floor(at / NAMES.length) % NAMES.length]} ${at}`
    const year = 1950 + (at % 70)
    const place = join(folder, `${title} (${year})`)
    mkdirSync(place)
    writeFileSync(join(place, `${title} (${year}).mkv`), `film ${at}`)
    writeFileSync(join(place, `${title} (${year}).nfo`), nfoOf(title, { year, at }))
    writeFileSync(join(place, 'poster.jpg'), poster)
    writeFileSync(join(place, 'fanart.jpg'), fanart)
  }
  writeFileSync(join(folder, `.made-${count}`), '')
}

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#224466' } })
    .jpeg({ quality: 40 })
    .toBuffer()

function nfoOf(title: string, { year, at }: { year: number; at: number }): string {
  const cast = Array.from(
    { length: 10 },
    (_, order) =>
      `  <actor>\n    <name>Some Body ${at + order}</name>\n    <role>Role</role>\n    <order>${order}</order>\n  </actor>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<movie>\n  <title>${title}</title>\n  <year>${year}</year>\n  <plot>${'Two people meet on a pier. '.repeat(10)}</plot>\n  <genre>Drama</genre>\n  <uniqueid type="tmdb" default="true">${100_000 + at}</uniqueid>\n${cast.join('')}</movie>\n`
}
