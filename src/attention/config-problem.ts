import { nameOfKey } from '../config/key-name.ts'
import type { Tx } from '../db/db.ts'
import type { AppError } from '../kernel/errors.ts'
import type { Attention } from './attention.ts'
import type { Card } from './model.ts'

/** One card while the settings file can't be used; null: it can. */
export function tellConfigProblem(tx: Tx, attention: Attention, error: AppError | null): Promise<void> {
  const cause = 'config.file'
  return error === null ? attention.resolve(tx, cause) : attention.raise(tx, { cause, ...configCard(error) })
}

/** A wrong value is told by its setting and line; of a file that can't be read at all, what is wrong with it. */
function configCard({ code, params, fields: [field] }: AppError): Omit<Card, 'cause'> {
  const actions = [{ code: 'open-config', open: '/settings/config' }]
  const same = { severity: 'bad' as const, subject: 'config', actions }
  const key = field?.params?.['key']
  if (field === undefined || typeof key !== 'string')
    return { ...same, code: 'config.broken', params: { ...params, errorCode: code } }
  const told = { name: nameOfKey(key), line: field.line ?? 0, errorCode: field.code }
  return { ...same, code: 'config.broken-value', params: { ...field.params, ...told } }
}
