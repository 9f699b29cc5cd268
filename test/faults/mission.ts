import type { Flow } from './flow.ts'

export interface Mission {
  flow: Flow
  /** How many times to interrupt. */
  cycles: number
  seed: number
  sabotage: string | undefined
  /** `name`: this sweep alone; `name:n`: this boundary alone. */
  only: string | undefined
  /** For the worlds of this mission alone; removed at the end. */
  folder: string
  signal: AbortSignal
  note(text: string): void
}

/** The command line that does it again. */
export function commandFor(
  mission: Mission,
  options: { mode: string; cycles?: number; only?: string; seed?: number },
): string {
  const parts = [
    `npm run faults -- --flow ${mission.flow.name} --mode ${options.mode} --seed ${options.seed ?? mission.seed}`,
  ]
  if (mission.sabotage !== undefined) parts.push(`--sabotage ${mission.sabotage}`)
  if (options.cycles !== undefined) parts.push(`--cycles ${options.cycles}`)
  if (options.only !== undefined) parts.push(`--only ${options.only}`)
  return parts.join(' ')
}
