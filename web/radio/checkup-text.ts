import type { CheckupView } from '../../src/radio/checkup/contract.ts'
import { formatExact } from '../format.ts'
import type { Say } from '../words.ts'

/** For a mail to whoever looks after the servers: what was found, what was seen, what to do, and what can't be told. */
export function checkupText(say: Say, { stationName, lookedAt, findings, untold, well }: CheckupView): string {
  const when = lookedAt === null ? '' : formatExact(Date.parse(lookedAt))
  const found = findings.flatMap(({ said, fault, seen, cure }) => [
    '',
    fault === null ? said.text : `${said.text} (${fault})`,
    ...seen.map((line) => `- ${line}`),
    ...cure.map((step, index) => `${index + 1}. ${step}`),
  ])
  const open = untold.map(({ text, why }) => `${text}? ${why.text}`)
  const fine = well.length > 0 ? ['', say('web.home.fine', { count: well.length })] : []
  return [`${stationName}, ${when}`, ...found, ...(open.length > 0 ? ['', ...open] : []), ...fine].join('\n')
}
