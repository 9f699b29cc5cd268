#!/usr/bin/env node
// The `patchbay` command. Plain old JavaScript: it runs on whatever Node is on PATH and hands over to Node 24.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED_NODE = 24
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const node = join(dirname(manifest), 'bin', windows ? 'node.exe' : 'node')
    if (existsSync(node)) return node
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error
  }
  process.stderr.write(
    `Patchbay runs on Node ${NEEDED_NODE} or newer; this is Node ${process.versions.node}.\n` +
      `Run "npm install" in ${root}, or install Node ${NEEDED_NODE} from https://nodejs.org.\n`,
  )
  return process.exit(1)
}

const args = [join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)]
const child = spawn(findNode(), args, { stdio: 'inherit' })
// A terminal sends its signals to both of us; the CLI decides, we only pass on its answer.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
child.on('exit', (code, signal) => {
  process.exitCode = code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code
})
