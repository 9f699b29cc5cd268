import { AppError, CredentialsRefusedError } from '../../kernel/errors.ts'
import type { CmsCheckup } from '../../radio/checkup/ports.ts'
import type { PayloadClient, PayloadUser } from './client.ts'
import { mayWrite } from './rungs.ts'
import type { PayloadSettings } from './settings.ts'

export function cmsCheckup(client: PayloadClient, settings: PayloadSettings): CmsCheckup {
  const collection = settings.episodes_collection
  return {
    async rights(signal) {
      const user = await findSelf(client, signal)
      if (user === undefined) return { user, collection, mayUpdate: false, refusedFields: [] }
      const rights = { user: user.name, collection, mayUpdate: true, refusedFields: [] }
      try {
        await mayWrite(client, settings, signal)
        return rights
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (error.code === 'payload/not-allowed') return { ...rights, mayUpdate: false }
        if (error.code === 'payload/field-not-writable')
          return { ...rights, refusedFields: error.fields.map(({ params }) => String(params?.['field'] ?? '')) }
        throw error
      }
    },
  }
}

/** @returns undefined when the CMS knows nobody by this key */
async function findSelf(client: PayloadClient, signal: AbortSignal): Promise<PayloadUser | undefined> {
  try {
    return await client.whoAmI(signal)
  } catch (error) {
    if (error instanceof CredentialsRefusedError && error.code === 'remote/key-refused') return undefined
    throw error
  }
}
