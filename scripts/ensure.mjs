// Makes a clone ready: installs what package-lock.json names and builds the control center, each only when its
// sources changed. Plain ES2020, because the first run happens on whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const NEEDED_NODE = 24
const INSTALL_STAMP = join(ROOT, 'node_modules', '.stamp')
const WEB_STAMP = join(ROOT, 'dist', 'web.stamp')

/** Exit codes: 0 ready, 1 something could not be made ready. */
function main() {
  ensureModules()
  const node = findNode()
  if (!process.argv.includes('--no-build')) ensureWeb(node)
}

function ensureModules() {
  const wanted = hashFiles(['package.json', 'package-lock.json'], [process.platform, process.arch])
  if (readText(INSTALL_STAMP) === wanted) return
  say('Installing dependencies (about half a minute the first time)...')
  // Without --no-save npm writes the packages of other platforms into the lock, and a clone is changed by its first start.
  runNpm(['install', '--include=dev', '--include=optional', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(INSTALL_STAMP, wanted)
}

function runNpm(args) {
  const npmScript = process.env.npm_execpath
  const done =
    npmScript !== undefined && npmScript.endsWith('.js')
      ? spawnSync(process.execPath, [npmScript].concat(args), { cwd: ROOT, stdio: 'inherit' })
      : spawnSync('npm', args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
  if (done.status !== 0) fail('npm install failed. The lines above say why; run it again when that is solved.')
}

/** The Node that npm scripts will find first on PATH: the one that npm installed, or the one that runs this. */
function findNode() {
  const windows = process.platform === 'win32'
  const folder = join(ROOT, 'node_modules', `node-${windows ? 'win' : process.platform}-${process.arch}`)
  const bundled = join(folder, 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(bundled)) return bundled
  const major = Number(process.versions.node.split('.')[0])
  if (major >= NEEDED_NODE) return process.execPath
  return fail(
    [
      `Patchbay runs on Node ${NEEDED_NODE} or newer; this is Node ${process.versions.node}.`,
      `npm could not install one for ${process.platform}-${process.arch} (package ${folder.split(/[\\/]/).pop()}).`,
      `Install Node ${NEEDED_NODE} from https://nodejs.org or your system's packages and start again.`,
    ].join('\n'),
  )
}

function ensureWeb(node) {
  const wanted = hashFiles(webSources(), [])
  if (readText(WEB_STAMP) === wanted && existsSync(join(ROOT, 'dist', 'web', 'index.html'))) return
  say('Building the control center...')
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const built = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' })
  if (built.status !== 0) fail('The control center could not be built. The lines above say why.')
  mkdirSync(dirname(WEB_STAMP), { recursive: true })
  writeFileSync(WEB_STAMP, wanted)
}

/** All that ends up in the browser: the screens, the words, and the files of src that contracts reach. */
function webSources() {
  const shared = /(^|\/)(contract|model)\.ts$|^src\/kernel\/(ids|errors|time)\.ts$/
  return ['package-lock.json', 'vite.config.ts']
    .concat(listFiles('web').filter((file) => !file.endsWith('.test.ts')))
    .concat(listFiles('locales'))
    .concat(listFiles('src').filter((file) => shared.test(file)))
}

function listFiles(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? listFiles(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

function hashFiles(files, salt) {
  const hash = createHash('sha256')
  for (const word of salt) hash.update(`${word}\0`)
  for (const file of files) {
    const path = join(ROOT, file)
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}

main()
