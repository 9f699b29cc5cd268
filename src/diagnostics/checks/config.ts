import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { AppError } from '../../kernel/errors.ts'
import { sayError } from '../../kernel/words.ts'
import { doubtful, well, wrong } from './finding.ts'

export interface ConfigToCheck {
  readonly file: string
  readonly ground: { environment: { unknown: readonly { variable: string; suggestion: string | undefined }[] } }
  problem(): AppError | null
  restartNeededFor(): string[]
  snapshot(): {
    origins: ReadonlyMap<string, 'default' | 'file' | 'environment'>
    unknown: readonly { key: string; line: number | undefined; suggestion: string | undefined }[]
  }
}

/** Where the settings come from, and what of them does nothing. What can't be used leaves the values before it in force. */
export function configCheck(config: ConfigToCheck): DoctorCheck {
  return {
    id: 'config',
    area: 'system',
    async run() {
      const found = config.problem()
      if (found !== null) return [wrong('config-broken', { cause: found.code, problem: sayError(found).text })]
      const findings = [...unknownKeys(config), ...unknownVariables(config), ...waiting(config)]
      return findings.length > 0 ? findings : [well('config', originsOf(config))]
    },
  }
}

function unknownKeys(config: ConfigToCheck): Finding[] {
  return config.snapshot().unknown.map(({ key, line, suggestion }) =>
    doubtful(suggestion === undefined ? 'config-unknown' : 'config-unknown-like', {
      key,
      line: line ?? 0,
      suggestion: suggestion ?? '',
    }),
  )
}

function unknownVariables({ ground }: ConfigToCheck): Finding[] {
  return ground.environment.unknown.map(({ variable, suggestion }) =>
    doubtful(suggestion === undefined ? 'variable-unknown' : 'variable-unknown-like', {
      variable,
      suggestion: suggestion ?? '',
    }),
  )
}

function waiting(config: ConfigToCheck): Finding[] {
  const keys = config.restartNeededFor()
  return keys.length === 0 ? [] : [doubtful('config-restart', { keys: keys.join(', ') })]
}

function originsOf(config: ConfigToCheck): { path: string; fromFile: number; fromEnvironment: number } {
  const origins = [...config.snapshot().origins.values()]
  const from = (origin: string): number => origins.filter((one) => one === origin).length
  return { path: config.file, fromFile: from('file'), fromEnvironment: from('environment') }
}
