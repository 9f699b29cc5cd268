import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { openBrowser, openPage } from '../web/testing/browser.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

it('serves the screens from their sources with the server behind them', { timeout: 90_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-dev-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'dev.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', PATCHBAY_DATA: folder, PATCHBAY_PORT: String(await freePort()) },
  })
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  })
  let [screens, isReady, said] = ['', false, '']
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`
    screens = /Local:\s+(\S+)/.exec(line)?.[1] ?? screens
    isReady ||= line.includes('Patchbay is ready')
    if (screens !== '' && isReady) break
  }
  assert.match(screens, /^http:\/\/localhost:\d+\/$/, said)
  assert.doesNotMatch(said, /Failed/)
  const browser = await openBrowser()
  t.after(() => browser.close())
  await using view = await openPage(browser, { theme: 'light', widthPx: 1280 }, screens)
  await view.page.getByRole('heading', { name: 'This Patchbay is new' }).waitFor()
  assert.deepEqual(view.complaints, [])
})
