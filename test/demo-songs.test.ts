import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openBrowser } from '../web/testing/browser.ts'
import { CATALOGUE } from '../demo/radio/catalogue.ts'

it('gives each song audio that a browser plays, as long as its row says, and unlike any other', async () => {
  const songs = CATALOGUE.filter(({ code }) => code === 'MUS' || code === 'JIN').flatMap(({ count, make }) =>
    Array.from({ length: count }, (_, n) => make(n)),
  )
  assert.equal(new Set(songs.map(({ md5 }) => md5)).size, songs.length)
  await using browser = await openBrowser()
  await using page = await browser.newPage()
  for (const { audio, lengthMs = 0 } of [...songs.slice(0, 8), ...songs.slice(-1)]) {
    assert.ok(Buffer.isBuffer(audio))
    const told = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const sound = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes.buffer)
      const loudest = sound.getChannelData(0).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      return { seconds: sound.duration, loudest }
    }, audio.toString('base64'))
    assert.ok(Math.abs(told.seconds * 1000 - lengthMs) < 100, `${told.seconds} s for ${lengthMs} ms`)
    assert.ok(told.loudest > 0.2 && told.loudest <= 1.1, `loudest ${told.loudest}`)
  }
})
