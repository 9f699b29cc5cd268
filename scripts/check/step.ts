import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** One part of `npm run check`: it passes when it finds nothing. */
export interface Step {
  name: string
  /** @returns one line a finding, `file:line: what is wrong` */
  run(): Promise<string[]>
}

export interface ToolAnswer {
  code: number
  stdout: string
  stderr: string
}

/** Types and lint, the two that take longest, run side by side: with more threads than cores each does things twice. */
export const CORES_OF_EACH = Math.max(1, Math.floor(availableParallelism() / 2))

/** Runs a tool of node_modules with this Node; `script` is below node_modules. */
export function runTool(
  script: string,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const file = join(ROOT, 'node_modules', script)
    const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
      cwd: ROOT,
      // Both are written in Go.
      env: { ...process.env, GOMAXPROCS: String(CORES_OF_EACH) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}

/** Findings of a tool that prints one a line; what it says beside them counts too when it fails without any. */
export function findingsOf(answer: ToolAnswer, isFinding: RegExp): string[] {
  const lines = answer.stdout.split('\n').filter((line) => isFinding.test(line))
  if (lines.length > 0 || answer.code === 0) return lines
  return [`${answer.stdout}${answer.stderr}`.trim()]
}
