// Stored script of peers' advisories, replayed through every way in which a text comes into the library, up to the pages.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { WithSecret } from '../../src/webhooks/contract.ts'
import { chromiumPath, openBrowser, openSignedIn } from '../../web/testing/browser.ts'
import { startTitles, type TitlesWorld } from '../titles-world.ts'

const SCRIPT = '<script>window.pwned=1;alert(1)</script>'
const IMAGE = '<img src=x onerror="window.pwned=1;alert(2)">'
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A folder, an NFO, a provider, a person and a sender, each of whom says what a page must not run. */
async function poison(world: TitlesWorld): Promise<void> {
  const { app, fake } = world
  await world.put(
    `${IMAGE} (2001)/film.mkv`,
    `Film (2002)/${IMAGE}.mkv`,
    `Film (2002)/${IMAGE}.xyz`,
    `Odd (2003) {tmdb-7}/film.mkv`,
  )
  await world.write(
    `Film (2002)/${IMAGE}.nfo`,
    `<movie><title>${escaped(SCRIPT)}</title><plot><![CDATA[${SCRIPT}${IMAGE}]]></plot><trailer>javascript:alert(3)</trailer>
      <genre>${escaped(IMAGE)}</genre><actor><name>${escaped(SCRIPT)}</name><thumb>javascript:alert(4)</thumb></actor></movie>`,
  )
  fake.addMovie({
    id: 7,
    title: `Odd ${IMAGE}`,
    releaseDate: '2003-01-01',
    overview: SCRIPT + IMAGE,
    tagline: IMAGE,
    genres: [SCRIPT],
    cast: [{ name: IMAGE, character: SCRIPT }],
    trailer: '"><script>alert(5)</script>',
  })
  await world.scan()
  const added = await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'radarr', name: IMAGE, key: 'radarr' })
  const { secret } = added.json as unknown as WithSecret
  const body = {
    eventType: 'Download',
    instanceName: SCRIPT,
    movie: { id: 1, title: SCRIPT + IMAGE, folderPath: `/movies/${IMAGE}`, tmdbId: 9 },
    movieFile: { id: 1, path: `/movies/${IMAGE}/film.mkv` },
  }
  const headers = { authorization: `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`, 'user-agent': SCRIPT }
  assert.equal((await app.call('POST', 'webhooks/radarr', { body, headers })).status, 200)
  await world.settle()
}

const READS = [
  'library/titles?limit=50',
  'library/titles/1',
  'library/titles/2/changes',
  'library/titles/3/steps',
  'library/titles/1/artwork',
  'library/titles/1/publication',
  'library/scans',
  'library/scans/1/notes',
  'library/unknown-files',
  'webhooks/sources',
  'webhooks/calls',
  'attention',
  'jobs',
]
const PAGES = ['library', ...[1, 2, 3].map((id) => `library/titles/${id}`), 'library/unknown-files', 'library/webhooks']

describe('stored script', () => {
  it('is text in every answer and on every page (CVE-2023-23635, CVE-2022-46165, CVE-2026-49220, GHSA-cf3c-8m59-2vhx)', async () => {
    await using world = await startTitles()
    await world.app.claim()
    await poison(world)
    let said = ''
    for (const path of READS) {
      const { status, headers, text } = await world.app.cli('GET', `api/v1/${path}`)
      assert.equal(status, 200, path)
      assert.match(headers.get('content-type') ?? '', /^application\/json/, path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
      said += text
    }
    // Nothing was cleaned away on the way: what pages show is what came in.
    for (const text of [SCRIPT, IMAGE]) assert.ok(said.includes(JSON.stringify(text).slice(1, -1)), text)
    const wrong = await world.app.cli('GET', `api/v1/library/titles/${encodeURIComponent(SCRIPT)}`)
    assert.match(wrong.headers.get('content-type') ?? '', /^application\/problem\+json/)
  })

  const skip = existsSync(chromiumPath()) ? false : 'needs Chromium'
  it('runs on no page (CVE-2022-35910, CVE-2023-30627, CVE-2026-53662, CVE-2026-40096)', { skip }, async (test) => {
    await using world = await startTitles()
    await world.app.claim()
    await poison(world)
    const browser = await openBrowser()
    test.after(() => browser.close())
    const look = { theme: 'light', widthPx: 1280 } as const
    await using view = await openSignedIn(browser, look, { app: world.app, url: `${world.app.address}library` })
    const { page } = view
    const dialogs: string[] = []
    page.setDefaultTimeout(15_000)
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    let shown = ''
    for (const path of PAGES) {
      await page.goto(`${world.app.address}${path}`)
      await page
        .locator('main')
        .getByText(/Odd|Film|onerror|script/)
        .filter({ visible: true })
        .first()
        .waitFor()
      shown += await page.locator('main').innerText()
      const found = await page.evaluate(() => ({
        isPwned: 'pwned' in window,
        planted: document.querySelectorAll('img[onerror], script:not([src])').length,
        links: document.querySelectorAll('a[href^="javascript:" i]').length,
      }))
      assert.deepEqual({ ...found, dialogs }, { isPwned: false, planted: 0, links: 0, dialogs: [] }, path)
    }
    for (const text of [SCRIPT, IMAGE]) assert.ok(shown.includes(text), text)
  })
})
