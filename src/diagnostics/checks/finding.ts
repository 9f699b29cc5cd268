import type { Finding } from '../../connections/index.ts'
import type { Params } from '../../kernel/errors.ts'

/** Words stand at `doctor.<code>`; those of `warn` and `bad` also at `doctor.<code>.todo`. */
const at =
  (level: Finding['level']) =>
  (code: string, params: Params = {}): Finding => ({ level, code, params })

export const well = at('ok')
export const doubtful = at('warn')
export const wrong = at('bad')
