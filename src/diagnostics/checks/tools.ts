import type { DoctorCheck, Finding } from '../../connections/index.ts'
import { AppError } from '../../kernel/errors.ts'
import { runProgram } from '../../kernel/exec.ts'
import { findProgram } from '../../kernel/find-program.ts'
import { doubtful, well, wrong } from './finding.ts'

export interface Tool {
  name: string
  versionArgs: readonly string[]
}

/** Programs that make more possible; nothing breaks without them, and what waits for each is said. */
export const TOOLS: readonly Tool[] = [{ name: 'ffmpeg', versionArgs: ['-version'] }]

const PROBE_MS = 5000
const NODE_NEEDED = 24

export interface FoundTool {
  name: string
  /** Undefined when it is not installed, null when it is there and does not say. */
  version: string | null | undefined
}

export async function findTool({ name, versionArgs }: Tool, signal: AbortSignal): Promise<FoundTool> {
  const path = findProgram(name)
  if (path === undefined) return { name, version: undefined }
  try {
    const limits = { timeoutMs: PROBE_MS, maxOutputBytes: 1 << 20, signal }
    const output = await runProgram({ path, args: versionArgs, ...limits })
    return { name, version: /version (\S+)/.exec(output.toString('utf8'))?.[1] ?? null }
  } catch (error) {
    if (error instanceof AppError) return { name, version: null }
    throw error
  }
}

export function toolsCheck(tools: readonly Tool[] = TOOLS, node = process.versions.node): DoctorCheck {
  return {
    id: 'tools',
    area: 'system',
    async run(signal) {
      const found = await Promise.all(tools.map(async (tool) => findTool(tool, signal)))
      return [nodeFinding(node), ...found.map(toolFinding)]
    },
  }
}

function nodeFinding(version: string): Finding {
  const params = { version, needed: NODE_NEEDED }
  return Number.parseInt(version, 10) < NODE_NEEDED ? wrong('node-old', params) : well('node', params)
}

function toolFinding({ name, version }: FoundTool): Finding {
  if (version === undefined) return doubtful(`tool-missing.${name}`, { tool: name })
  if (version === null) return doubtful(`tool-broken.${name}`, { tool: name })
  return well('tool-found', { tool: name, version })
}
