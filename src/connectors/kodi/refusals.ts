import { z } from 'zod'
import { saidIn } from '../../kernel/egress/answers.ts'
import { RejectedError } from '../../kernel/errors.ts'

interface KodiError {
  code: number
  message: string
  data?: unknown
}

const Stack = z.object({ stack: z.object({ name: z.string().catch(''), message: z.string().catch('') }) })
const Message = z.object({ message: z.string() })

const METHOD_NOT_FOUND = -32601
const INVALID_PARAMS = -32602
const BAD_PERMISSION = -32099

/** QUIRK(kodi 20.1): an id or folder that is unknown is "Invalid params" without data, as a wrong parameter is with it. */
export const isInvalid = ({ code, data }: KodiError): boolean => code === INVALID_PARAMS && data === undefined

/** Their words as one line of plain text. */
function saidBy({ message, data }: KodiError): string {
  const stack = Stack.safeParse(data).data?.stack
  const more = stack === undefined ? Message.safeParse(data).data?.message : `${stack.name}: ${stack.message}`
  return saidIn({ bytes: Buffer.from(more === undefined ? message : `${message} ${more}`) })
}

export function problemIn(error: KodiError, { host, method }: { host: string; method: string }): RejectedError {
  if (error.code === METHOD_NOT_FOUND) return new RejectedError('kodi/too-old', { params: { host, method } })
  if (error.code === BAD_PERMISSION) return new RejectedError('kodi/not-allowed', { params: { host, method } })
  return new RejectedError('kodi/refused', { params: { host, method, said: saidBy(error) } })
}
