import type { PublishStep } from '../model.ts'
import type { Seen } from '../scene.ts'

/** Why a file stays: a person made it, or changed what Patchbay wrote. */
export const foreignReason = ({ wasOurs }: Pick<Seen, 'wasOurs'>): NonNullable<PublishStep['reason']> => ({
  code: wasOurs ? 'publish.edited' : 'publish.foreign',
  params: {},
})
