// One life of a flow: `node test/faults/child.ts '<json>'`. Writes an `ack …` line for each thing that is done for good.
import { writeSync } from 'node:fs'
import type { Flow, FlowContext } from './flow.ts'

const { flow: name, ...context } = JSON.parse(process.argv[2] ?? '{}') as Omit<
  FlowContext,
  'acknowledge' | 'meet' | 'reachCore'
> & {
  flow: string
}
const { flow } = (await import(`./flows/${name}.ts`)) as { flow: Flow }
writeSync(1, 'begin\n')
const tell = (kind: string) => (line: string) => void writeSync(1, `${kind} ${line}\n`)
await flow.run({
  ...context,
  acknowledge: tell('ack'),
  meet: tell('met'),
  reachCore: () => void writeSync(1, 'core\n'),
})
writeSync(1, 'end\n')
process.exit(0)
