import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Peer, PeerWish } from './bench.ts'

/** Finds a program on PATH; when it is missing and we are root, asks apt for it once. Undefined when it can't be had. */
export function findPeer(wish: PeerWish, note: (text: string) => void): Peer | undefined {
  let path = onPath(wish.program)
  if (path === undefined && process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    note(`installing ${wish.apt}`)
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', wish.apt], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    path = onPath(wish.program)
  }
  if (path === undefined) return undefined
  const said = spawnSync(path, wish.versionArgs, { encoding: 'utf8' })
  return { path, version: `${said.stdout}${said.stderr}`.trim().split('\n')[0] ?? '' }
}

function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
