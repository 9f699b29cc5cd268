import { AppError, RejectedError } from '../../kernel/errors.ts'
import type { LibreTimeClient } from './client.ts'

const statusOf = (error: unknown): unknown => (error instanceof AppError ? error.params['status'] : undefined)

/** LibreTime itself said that there is no such row. */
export const isGone = (error: unknown): boolean => error instanceof RejectedError && statusOf(error) === 404

/** Only a 404 means that it was gone before. */
export async function removeRow(client: LibreTimeClient, path: string, signal: AbortSignal): Promise<void> {
  try {
    await client.send('DELETE', path, { signal })
  } catch (error) {
    if (!isGone(error)) throw error
  }
}
