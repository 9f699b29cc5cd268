import { ConflictError } from '../../../kernel/errors.ts'
import type { LogGenerator } from '../ports.ts'

/** Of a station for which no hour has a clock. */
export const noClocks: LogGenerator = {
  async generate({ airDate }) {
    throw new ConflictError('radio/no-clocks', { params: { airDate } })
  },
}
