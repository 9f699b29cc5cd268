import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { JOB_STATES, TRANSITIONS } from './model.ts'

const page = await readFile(new URL('../../docs/job-states.md', import.meta.url), 'utf8')
const inCode = Object.entries(TRANSITIONS)
  .flatMap(([from, states]) => states.map((to) => `${from} -> ${to}`))
  .toSorted()

describe('docs/job-states.md', () => {
  it('draws the steps that the code allows, and no others', () => {
    const diagram = page.split('```mermaid')[1]?.split('```')[0] ?? ''
    const drawn = [...diagram.matchAll(/^\s*(\S+) --> (\S+)$/gm)]
      .map(([, from, to]) => `${from === '[*]' ? 'new' : from} -> ${to}`)
      .filter((step) => !step.endsWith('[*]'))
    assert.deepEqual(drawn.toSorted(), inCode)
  })

  it('says when each step is taken', () => {
    const rows = [...page.matchAll(/^\| (new|[a-z]+) \| ([a-z]+) \| .+ \|$/gm)]
    const listed = rows.map(([, from, to]) => `${from} -> ${to}`).filter((step) => step !== 'from -> to')
    assert.deepEqual(listed.toSorted(), inCode)
  })

  it('says what each state promises', () => {
    for (const state of JOB_STATES) assert.match(page, new RegExp(`^\\| \`${state}\` \\| .+ \\|$`, 'm'))
  })
})
