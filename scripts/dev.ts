// `npm run dev`: the server, restarted when its sources change, and Vite with hot reload in front of it.
import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const SCREENS = 'http://localhost:5179'
const port = process.env['PATCHBAY_PORT'] ?? '7979'

function start(args: readonly string[], settings: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...settings } })
}

const children = [
  start(['--watch', '--watch-preserve-output', 'src/main.ts'], {
    PATCHBAY_ALLOWED_ORIGINS: `${SCREENS},${SCREENS.replace('localhost', '127.0.0.1')}`,
  }),
  start([join('node_modules', 'vite', 'bin', 'vite.js')], {
    PATCHBAY_URL: process.env['PATCHBAY_URL'] ?? `http://127.0.0.1:${port}`,
  }),
]

function stopAll(): void {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
}

for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stopAll)
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
    stopAll()
  })
}
