import { troubleOf } from '../../kernel/egress/trouble.ts'
import {
  type AppError,
  CredentialsRefusedError,
  LimitedError,
  RejectedError,
  UnavailableError,
} from '../../kernel/errors.ts'

/** What nodemailer says of a failure. */
export interface MailFailure extends Error {
  code?: string
  responseCode?: number
  response?: string
}

const SAID_MOST = 200
const RETRY_MS = 5 * 60_000
const DEADLINE_MS = 60_000

/** QUIRK(nodemailer 10.6): a connection that ends says CONN and ECONNECTION wherever it ended; what TLS found wrong stands in the text alone. 2026-11-29 */
const CERTIFICATE = /certificate|self.signed|altname/i

export const saidBy = ({ response = '', message }: Pick<MailFailure, 'response' | 'message'>): string =>
  (response || message).replace(/[\s\p{Cc}]+/gu, ' ').slice(0, SAID_MOST)

/** What a failure of nodemailer means: 4xx and trouble on the way are worth another try, 5xx, login and TLS are not. */
export function problemIn(
  failure: MailFailure,
  { host, isLate, isOnItsWay }: { host: string; isLate: boolean; isOnItsWay: boolean },
): AppError {
  const { code = '', responseCode = 0 } = failure
  const params = { host, status: responseCode, said: saidBy(failure) }
  if (code === 'EAUTH' || responseCode === 535 || responseCode === 534 || responseCode === 530)
    return responseCode >= 400 && responseCode < 500
      ? new LimitedError('smtp/later', { params, retryAfterMs: RETRY_MS })
      : new CredentialsRefusedError('remote/key-refused', { params })
  if (code === 'ETLS') return new UnavailableError('remote/tls-failed', { params: { host, problem: params.said } })
  if (responseCode >= 500) return new RejectedError('messages/refused', { params })
  if (responseCode >= 400) return new LimitedError('smtp/later', { params, retryAfterMs: RETRY_MS })
  // A letter that could not be made, or an address that no server takes.
  if (code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ESTREAM')
    return new RejectedError('messages/refused', { params })
  if (isOnItsWay) return troubleOf(failure, { host, method: 'SMTP', deadlineMs: DEADLINE_MS, isLate, answered: true })
  const found = { host, problem: params.said }
  if (CERTIFICATE.test(failure.message))
    return new UnavailableError('remote/certificate-refused', { params: found, cause: failure })
  return new UnavailableError('remote/unreachable', { params: found, cause: failure })
}
