import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, it } from 'node:test'
import sharp from 'sharp'
import type { ArtworkView, CacheView } from '../../src/library/assets/contract.ts'
import type { PublicationView } from '../../src/library/publish/contract.ts'
import { drawPicture } from '../artwork-world.ts'
import { startApp, type TestApp } from '../start-app.ts'

const FILM = 'A Film (2001)/A.Film.2001.mkv'
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let app: TestApp
let media: string
let poster: Buffer
let libraryId: number
let titleId: number

async function put(relPath: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(media, relPath)), { recursive: true })
  await writeFile(join(media, relPath), content)
}

const bodyOf = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
  const { status, text } = await app.cli(method, path, body)
  assert.ok(status < 300, `${path}: ${text}`)
  return JSON.parse(text) as Body
}

const picture = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, app.address), { headers: { authorization: await app.bearer(), ...headers } })

const artOf = async (kind: string) => {
  const { kinds } = await app.get<ArtworkView>(`api/v1/library/titles/${titleId}/artwork`)
  return kinds.find((one) => one.kind === kind)
}

const names = async (): Promise<string[]> => (await readdir(join(media, 'A Film (2001)'))).toSorted()

before(async () => {
  media = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-media-')))
  app = await startApp({ env: { PATCHBAY_ALLOWED_ROOTS: media } })
  poster = await drawPicture(1)
  await put(FILM, 'no film at all')
  await put('A Film (2001)/folder.jpg', poster)
  const steps = { probe: false, enrich: false, publish: false }
  const wish = { kind: 'films', name: 'Films', path: media, settings: { steps, isWatched: false } }
  libraryId = (await bodyOf<{ libraryId: number }>('POST', 'api/v1/library/libraries', wish)).libraryId
  await bodyOf('POST', `api/v1/library/libraries/${libraryId}/scans`, {})
  await app.settled()
  const { items } = await app.get<{ items: { titleId: number }[] }>('api/v1/library/titles')
  titleId = items[0]?.titleId ?? 0
})
after(async () => {
  await app[Symbol.asyncDispose]()
  await rm(media, { recursive: true, force: true })
})

it('a scan brings the picture beside a film into the cache, and the browser keeps it for good', async () => {
  const art = await artOf('poster')
  assert.deepEqual(
    art?.candidates.map(({ state, sha256, ref }) => [state, sha256, ref]),
    [['chosen', hashOf(poster), 'A Film (2001)/folder.jpg']],
  )
  const whole = await picture(`api/v1/library/pictures/${hashOf(poster)}`)
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), poster)
  assert.equal(whole.headers.get('content-type'), 'image/jpeg')
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
  assert.match(whole.headers.get('cache-control') ?? '', /immutable/)
  const small = await picture(`api/v1/library/pictures/${hashOf(poster)}?width=185`)
  assert.equal(small.headers.get('content-type'), 'image/webp')
  assert.equal((await sharp(Buffer.from(await small.arrayBuffer())).metadata()).width, 185)
  const again = { 'if-none-match': small.headers.get('etag') ?? '' }
  assert.equal((await picture(`api/v1/library/pictures/${hashOf(poster)}?width=185`, again)).status, 304)
  for (const wrong of [`${hashOf(poster)}?width=186`, 'x', '../../patchbay.db'])
    assert.ok((await picture(`api/v1/library/pictures/${wrong}`)).status >= 400)
  assert.equal((await picture(`api/v1/library/pictures/${'0'.repeat(64)}`)).status, 404)
  assert.equal((await fetch(new URL(`api/v1/library/pictures/${hashOf(poster)}`, app.address))).status, 401)
})

it('an upload is decoded before it is taken, chosen, and stays until it is given up', async () => {
  const upload = async (bytes: Uint8Array | string): Promise<{ status: number; code?: string }> => {
    const headers = { authorization: await app.bearer(), 'content-type': 'image/jpeg' }
    const url = new URL(`api/v1/library/titles/${titleId}/artwork/poster`, app.address)
    const answer = await fetch(url, { method: 'POST', headers, body: bytes as BodyInit })
    const body = (await answer.json()) as { code?: string }
    return answer.status === 201 ? { status: 201 } : { status: answer.status, code: String(body.code) }
  }
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  assert.deepEqual(await upload(svg), { status: 400, code: 'picture/not-a-picture' })
  assert.deepEqual(await upload(poster.subarray(0, 3000)), { status: 400, code: 'picture/damaged' })
  assert.equal((await upload(new Uint8Array(41 << 20))).status, 413)
  const own = await drawPicture(2)
  assert.equal((await upload(own)).status, 201)
  const art = await artOf('poster')
  assert.deepEqual([art?.isLocked, art?.candidates[0]?.sha256], [true, hashOf(own)])
  await bodyOf('POST', `api/v1/library/libraries/${libraryId}/scans`, { full: true })
  await app.settled()
  assert.equal((await artOf('poster'))?.candidates[0]?.sha256, hashOf(own))
  const reject = { candidateId: art?.candidates[0]?.candidateId }
  await bodyOf('POST', `api/v1/library/titles/${titleId}/artwork/poster/choose-anew`, {})
  await bodyOf('POST', `api/v1/library/titles/${titleId}/artwork/poster/reject`, reject)
  const anew = await artOf('poster')
  assert.deepEqual([anew?.isLocked, anew?.candidates[0]?.sha256], [false, hashOf(poster)])
  const cache = await app.get<CacheView>('api/v1/library/artwork/cache')
  assert.deepEqual([cache.pictures, cache.damaged], [2, 0])
})

it('a publication is shown before, written, and taken back', async () => {
  const path = `api/v1/library/titles/${titleId}/publication`
  const preview = await app.get<PublicationView>(path)
  assert.deepEqual(
    preview.steps.map(({ act, relPath }) => [act, relPath]),
    [
      ['write', 'A Film (2001)/A.Film.2001.nfo'],
      ['write', 'A Film (2001)/poster.jpg'],
    ],
  )
  const before_ = await names()
  await bodyOf('POST', path, {})
  await app.settled()
  assert.deepEqual(await names(), ['A.Film.2001.mkv', 'A.Film.2001.nfo', 'folder.jpg', 'poster.jpg'])
  assert.deepEqual(await readFile(join(media, 'A Film (2001)/poster.jpg')), poster)
  // A scan that reads it back takes it for what it is: ours.
  await bodyOf('POST', `api/v1/library/libraries/${libraryId}/scans`, { full: true })
  await app.settled()
  assert.ok((await app.get<PublicationView>(path)).steps.every(({ act }) => act === 'same'))
  const { files } = await bodyOf<{ files: { outcome: string }[] }>('POST', `${path}/undo`, {})
  assert.deepEqual(
    files.map(({ outcome }) => outcome),
    ['undone', 'undone'],
  )
  assert.deepEqual(await names(), before_)
  assert.equal((await app.cli('POST', `${path}/undo`, {})).status, 404)
})

it('what a person changed since is not taken back, and what was replaced is as it was', async () => {
  const path = `api/v1/library/titles/${titleId}/publication`
  await bodyOf('POST', path, {})
  await app.settled()
  const nfo = join(media, 'A Film (2001)/A.Film.2001.nfo')
  const first = await readFile(nfo, 'utf8')
  const { headers } = await app.cli('GET', `api/v1/library/titles/${titleId}`)
  const edit = await app.call('PATCH', `api/v1/library/titles/${titleId}`, {
    headers: { authorization: await app.bearer(), 'if-match': headers.get('etag') ?? '' },
    body: { facts: { plot: 'Another plot.' } },
  })
  assert.equal(edit.status, 200, edit.text)
  await bodyOf('POST', path, {})
  await app.settled()
  assert.match(await readFile(nfo, 'utf8'), /Another plot/)
  await bodyOf('POST', `${path}/undo`, {})
  assert.equal(await readFile(nfo, 'utf8'), first)
  await writeFile(nfo, 'mine')
  const { files } = await bodyOf<{ files: { relPath: string; outcome: string }[] }>('POST', `${path}/undo`, {})
  assert.equal(files.find(({ relPath }) => relPath.endsWith('.nfo'))?.outcome, 'stayed')
  assert.equal(await readFile(nfo, 'utf8'), 'mine')
})
