import { saidIn } from '../../kernel/egress/answers.ts'
import type { Answer } from '../../kernel/egress/client.ts'
import { AppError, RejectedError, UnavailableError } from '../../kernel/errors.ts'
import type { LibreTimeClient } from './client.ts'

const statusOf = (error: unknown): unknown => (error instanceof AppError ? error.params['status'] : undefined)

/** LibreTime itself said that there is no such row. */
export const isGone = (error: unknown): boolean => error instanceof RejectedError && statusOf(error) === 404

const NOTHING_LEFT = 204

/** @throws UnavailableError when somebody else said yes */
export function requireRemoved(answer: Answer, { base }: LibreTimeClient): void {
  const { status } = answer
  if (status === NOTHING_LEFT) return
  throw new UnavailableError('remote/web-page', { params: { host: base.host, status, said: saidIn(answer) } })
}

/** Only a 404 means that it was gone before. */
export async function removeRow(client: LibreTimeClient, path: string, signal: AbortSignal): Promise<void> {
  try {
    requireRemoved(await client.send('DELETE', path, { signal }), client)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}
