import type { createTransport } from 'nodemailer'
import type { SentMessage } from '../../alerts/ports.ts'
import type { Egress } from '../../kernel/egress/client.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Letter } from './letter.ts'
import { type MailFailure, problemIn, saidBy } from './problems.ts'
import { receiversIn, type SmtpSettings } from './settings.ts'

/** One server that takes mail. One connection a letter: alerts are few, and a kept one would go stale. */
export interface SmtpClient {
  readonly url: URL
  /** @throws LimitedError `smtp/later`, RejectedError `messages/refused`, CredentialsRefusedError, `remote/…` */
  send(letter: Letter, signal: AbortSignal): Promise<SentMessage>
  /** Greets and logs in; sends nothing. @throws as `send` */
  verify(signal: AbortSignal): Promise<void>
}

const CONNECT_MS = 10_000
const GREETING_MS = 15_000
const SOCKET_MS = 30_000
const DEADLINE_MS = 60_000

export function createClient(
  settings: SmtpSettings,
  { password, egress }: { password: string; egress: Egress },
): SmtpClient {
  const { host, port, security } = settings
  const url = new URL(`smtp://${host}:${port}`)
  // The address is looked up by the one way out, which refuses what may not be reached.
  const openTransport = async (watch: Watch) => {
    const mailer = await import('nodemailer')
    return mailer.createTransport({
      host: await egress.addressOf(url),
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { servername: host },
      ...(settings.user === '' ? {} : { auth: { user: settings.user, pass: password } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: GREETING_MS,
      socketTimeout: SOCKET_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      transactionLog: true,
      logger: watch.logger,
    })
  }
  type Transport = Awaited<ReturnType<typeof openTransport>>
  const use = async <Result>(act: (transport: Transport) => Promise<Result>, signal: AbortSignal): Promise<Result> => {
    const late = AbortSignal.timeout(DEADLINE_MS)
    const watch = watchForLetter()
    const transport = await openTransport(watch)
    try {
      return await unlessAborted(act(transport), AbortSignal.any([signal, late]))
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof AppError) throw error
      throw problemIn(error as MailFailure, { host: url.host, isLate: late.aborted, ...watch.seen })
    } finally {
      transport.close()
    }
  }
  return {
    url,
    send: (letter, signal) => use((transport) => post(transport, settings, letter), signal),
    verify: (signal) => use(async (transport) => void (await transport.verify()), signal),
  }
}

const hearNothing = (_entry: unknown, _text?: unknown): void => undefined

interface Watch {
  logger: Readonly<Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', typeof hearNothing>>
  seen: { isOnItsWay: boolean }
}

/** Hears the talk with the server for the one thing that errors do not tell: whether the letter itself began to leave. */
function watchForLetter(): Watch {
  const seen = { isOnItsWay: false }
  const hear = (entry: unknown, text?: unknown): void => {
    const { tnx } = entry as { tnx?: string }
    if (tnx === 'server' && String(text).startsWith('354')) seen.isOnItsWay = true
  }
  const logger = { trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear }
  return { logger, seen }
}

async function post(
  transport: ReturnType<typeof createTransport>,
  { from, to }: SmtpSettings,
  letter: Letter,
): Promise<SentMessage> {
  const info = (await transport.sendMail({ from, to: receiversIn(to), ...letter })) as {
    accepted: readonly unknown[]
    rejectedErrors?: readonly (MailFailure & { recipient?: string })[]
    rejected: readonly unknown[]
    messageId: string
  }
  const refused = (info.rejectedErrors ?? []).map((failure) => ({
    receiver: shortened(failure.recipient ?? ''),
    status: failure.responseCode ?? null,
    said: saidBy(failure),
  }))
  return { ref: info.messageId, accepted: info.accepted.length, refused }
}

/** Enough to know it again: `desk2@…`. */
const shortened = (address: string): string => `${address.split('@', 1)[0] ?? ''}@…`

function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('no answer in time'))
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
