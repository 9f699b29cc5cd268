// Runs in a mount namespace of its own, in which `archive` is a bind mount: `node bench/move/across.ts '<json>'`. Prints one JSON object.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runPaired, timeProcess } from '../paired.ts'
import { openOurMover } from './ours.ts'
import { countStray, countWrong, makeTree, type TreeShape } from './tree.ts'

export interface AcrossWish {
  folder: string
  shape: TreeShape
  rounds: number
  isSabotaged: boolean
}

export interface AcrossResult {
  ratio: number
  oursMs: number
  peerMs: number
  peerCommand: string
  files: number
  bytes: number
  done: number
  wrongFiles: number
  strayFiles: number
}

const wish = JSON.parse(process.argv[2] ?? '{}') as AcrossWish
const { folder, shape, rounds } = wish
const ours = join(folder, 'ours')
const peer = join(folder, 'peer')
const files = makeTree(ours, shape)
makeTree(peer, shape)
for (const name of ['archive', 'data']) mkdirSync(join(ours, name), { recursive: true })
await timeProcess({ command: 'mount', args: ['--bind', join(ours, 'archive'), join(ours, 'archive')] })

const peerCommand = [
  `rm -rf ${peer}/archive`,
  `cp -a ${peer}/inbox ${peer}/archive`,
  'sync',
  `(cd ${peer}/inbox && find . -type f -print0 | sort -z | xargs -0 sha256sum) > ${peer}/source.sums`,
  `(cd ${peer}/archive && find . -type f -print0 | sort -z | xargs -0 sha256sum) > ${peer}/target.sums`,
  `cmp ${peer}/source.sums ${peer}/target.sums`,
]
// What it copied last time is removed before the clock starts.
const [clear = '', ...timed] = peerCommand

let done = Infinity
await using mover = await openOurMover({
  folder: ours,
  dataFolder: join(ours, 'data'),
  files,
  portUrl: wish.isSabotaged ? new URL('../../test/faults/file-port.ts', import.meta.url) : undefined,
  chunkSize: undefined,
})
let wrongFiles = 0
const timings = await runPaired({
  rounds,
  warmUps: 0,
  contenders: [
    {
      name: 'ours',
      async run() {
        const filed = await mover.fileAll()
        done = Math.min(done, filed.done)
        wrongFiles += countWrong(files, mover)
        return filed.ms
      },
    },
    {
      name: 'peer',
      async run() {
        await timeProcess({ command: 'sh', args: ['-c', clear] })
        return timeProcess({ command: 'sh', args: ['-c', timed.join(' && ')] })
      },
    },
  ],
})
const result: AcrossResult = {
  ratio: timings.ratio('ours', 'peer'),
  oursMs: timings.ms('ours'),
  peerMs: timings.ms('peer'),
  peerCommand: timed.join(' && ').replaceAll(folder, '<folder>'),
  files: files.length,
  bytes: files.reduce((sum, file) => sum + file.size, 0),
  done,
  wrongFiles,
  strayFiles: countStray(ours),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
await timeProcess({ command: 'umount', args: [join(ours, 'archive')] })
rmSync(folder, { recursive: true, force: true })
