import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { spawnApp } from '../spawn-app.ts'
import { QUICK } from '../start-app.ts'

function whyNot(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux to mount a small disk'
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' })
    return false
  } catch {
    return 'mounting is not allowed here'
  }
}

it(
  'D5: waits while the archive’s disk is full, tells it, and goes on by itself',
  { timeout: 120_000, skip: whyNot() },
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'patchbay-full-'))
    const dataFolder = join(place, 'data')
    mkdirSync(join(dataFolder, 'archive'), { recursive: true })
    writeFileSync(join(place, 'patchbay.yaml'), QUICK)
    const mounted = `mount -t tmpfs -o size=1m none "${join(dataFolder, 'archive')}" && exec "$@"`
    {
      await using app = await spawnApp({ dataFolder, wrapper: ['unshare', '-m', 'sh', '-c', mounted, 'sh'] })
      const film = Buffer.concat([picture('2023:01:02 03:04:05'), Buffer.alloc(3 << 20, 5)])
      await app.drop({ 'inbox/large.jpg': film })
      await app.until('told', async () =>
        (await app.cards()).some(({ said }) => said.code === 'transfer-stopped.disk-full'),
      )
      const [batch] = await app.batches()
      assert.deepEqual(
        readFileSync(join(dataFolder, 'batches', String(batch?.name), 'large.jpg')),
        film,
        'it is safe where it was',
      )
      const archive = `/proc/${app.child.pid}/root${dataFolder}/archive`
      execFileSync('nsenter', [
        '-t',
        String(app.child.pid),
        '-m',
        'mount',
        '-o',
        'remount,size=600m',
        join(dataFolder, 'archive'),
      ])
      await app.until('filed', async () => (await app.batches())[0]?.state === 'SORTED')
      assert.deepEqual(readFileSync(join(archive, '2023/01/02/large.jpg')), film)
      await app.settled()
      assert.deepEqual(await app.cards(), [])
    }
    rmSync(place, { recursive: true, force: true })
  },
)
