// `npm run check`: format, lint, types, arrows, sizes and the house rules, side by side. No tests; under a minute.
import { comments, names, sizes, sql, tables, zones } from './check/house-rules.ts'
import type { Step } from './check/step.ts'
import { arrows, format, lint, types } from './check/tools.ts'
import { words } from './check/words.ts'

const STEPS: readonly Step[] = [format, lint, types, arrows, sizes, sql, tables, names, zones, words, comments]
const MOST_LINES = 40

interface Answer {
  name: string
  findings: string[]
  tookMs: number
}

async function runStep(step: Step): Promise<Answer> {
  const startedAt = performance.now()
  const findings = await step.run()
  return { name: step.name, findings, tookMs: performance.now() - startedAt }
}

function print({ name, findings, tookMs }: Answer): void {
  const verdict = findings.length === 0 ? 'ok' : `${findings.length} found`
  process.stdout.write(`${name.padEnd(10)} ${verdict.padEnd(12)} ${(tookMs / 1000).toFixed(1)} s\n`)
  for (const line of findings.slice(0, MOST_LINES)) process.stdout.write(`  ${line}\n`)
  if (findings.length > MOST_LINES) process.stdout.write(`  and ${findings.length - MOST_LINES} more\n`)
}

const wanted = process.argv.slice(2)
const chosen = STEPS.filter((step) => wanted.length === 0 || wanted.includes(step.name))
const answers = await Promise.all(chosen.map(runStep))
for (const answer of answers) print(answer)
const found = answers.reduce((sum, { findings }) => sum + findings.length, 0)
process.stdout.write(found === 0 ? 'All clean.\n' : `${found} found.\n`)
process.exitCode = found === 0 && chosen.length > 0 ? 0 : 1
