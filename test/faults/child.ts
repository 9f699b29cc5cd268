// One life of a flow: `node test/faults/child.ts '<json>'`. Writes an `ack …` line for each thing that is done for good.
import { writeSync } from 'node:fs'
import type { Flow, FlowContext } from './flow.ts'

const { flow: name, ...context } = JSON.parse(process.argv[2] ?? '{}') as Omit<FlowContext, 'acknowledge'> & {
  flow: string
}
const { flow } = (await import(`./flows/${name}.ts`)) as { flow: Flow }
writeSync(1, 'begin\n')
await flow.run({ ...context, acknowledge: (line) => void writeSync(1, `ack ${line}\n`) })
writeSync(1, 'end\n')
process.exit(0)
