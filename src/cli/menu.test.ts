import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { spawnApp } from '../../test/spawn-app.ts'
import { findProgram } from '../kernel/find-program.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const DOWN = '\u001B[B'
const ENTER = '\r'
const CTRL_C = '\u0003'
const PATIENCE_MS = 20_000

it(
  'shows a menu on a bare terminal: commands by arrow keys, one after the other, until it is left',
  { skip: findProgram('script') === undefined ? 'script (bsdutils) is not installed' : false },
  async () => {
    await using app = await spawnApp()
    const command = `stty cols 120 rows 40; exec '${process.execPath}' '${MAIN}' --data '${app.dataFolder}'`
    const menu = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } })
    const ended = once(menu, 'exit')
    let shown = ''
    menu.stdout.on('data', (chunk) => (shown += stripVTControlCharacters(String(chunk))))
    const waitFor = async (what: RegExp): Promise<void> => {
      const until = Date.now() + PATIENCE_MS
      while (!what.test(shown)) {
        assert.ok(Date.now() < until, `${what} did not come:\n${shown}`)
        await wait(50)
      }
      shown = ''
    }
    try {
      await waitFor(/What would you like to do\?[\s\S]*Enter: confirm/)
      menu.stdin.write(ENTER)
      await waitFor(/address +http:[\s\S]*Enter: confirm/)
      for (const key of [DOWN, DOWN, ENTER]) {
        menu.stdin.write(key)
        await wait(200)
      }
      await waitFor(/Filed in the last 24 hours[\s\S]*Enter: confirm/)
      for (const key of [DOWN, DOWN, DOWN, DOWN, ENTER]) {
        menu.stdin.write(key)
        await wait(200)
      }
      await waitFor(/A file, a folder or a card/)
      menu.stdin.write(`${MAIN}${ENTER}`)
      await waitFor(/Never seen: do not delete it[\s\S]*Enter: confirm/)
      menu.stdin.write(CTRL_C)
      assert.deepEqual(await Promise.race([ended, wait(PATIENCE_MS, ['does not end'])]), [0, null])
    } finally {
      menu.kill('SIGKILL')
    }
  },
)
