import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CORES_OF_EACH, findingsOf, ROOT, runTool, type Step } from './step.ts'

/** Below this the parser has silently read nothing, and every arrow would look clean. */
const FEWEST_MODULES = 20
const CODE_FOLDERS = ['src', 'web', 'demo', 'test', 'bench', 'scripts', 'integrations']

export const format: Step = {
  name: 'format',
  async run() {
    const answer = await runTool('oxfmt/bin/oxfmt', ['--list-different', '.'])
    return findingsOf(answer, /\S/).map((file) => `${file}: not formatted (npm run format -- ${file})`)
  },
}

export const lint: Step = {
  name: 'lint',
  async run() {
    return findingsOf(await runTool('oxlint/bin/oxlint', ['--type-aware', '-f', 'unix']), /:\d+:\d+: /)
  },
}

export const types: Step = {
  name: 'types',
  async run() {
    const args = ['--noEmit', '-p', '.', '--pretty', 'false', '--checkers', String(CORES_OF_EACH)]
    return findingsOf(await runTool('typescript/bin/tsc', args), /: error TS/)
  },
}

interface CruiseReport {
  summary: {
    totalCruised: number
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[]; comment?: string }[]
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] }
  }
}

export const arrows: Step = {
  name: 'arrows',
  async run() {
    const folders = CODE_FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
    const preload = pathToFileURL(join(ROOT, 'scripts', 'check', 'swc-for-cruiser.ts')).href
    const answer = await runTool('dependency-cruiser/bin/dependency-cruise.mjs', args, ['--import', preload])
    if (!answer.stdout.startsWith('{')) return [`dependency-cruiser failed: ${answer.stderr || answer.stdout}`]
    const { summary } = JSON.parse(answer.stdout) as CruiseReport
    if (summary.totalCruised < FEWEST_MODULES) return [`dependency-cruiser read only ${summary.totalCruised} modules`]
    const why = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment ?? '']))
    return summary.violations.map(({ from, to, rule, cycle }) => {
      const path = cycle === undefined ? to : cycle.map((module) => module.name).join(' -> ')
      return `${from}: -> ${path} (${rule.name}) ${why.get(rule.name) ?? ''}`
    })
  },
}
