import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Letter {
  from: string
  to: readonly string[]
  raw: string
}

/** A real SMTP server on the loopback that takes, refuses or puts off what it is told to. */
export interface FakeSmtp extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly letters: readonly Letter[]
  /** By receiver: what RCPT TO is answered. */
  readonly refusals: Map<string, number>
  /** What DATA is answered; undefined takes the letter. */
  dataRefusal: number | undefined
  /** The letter is taken and the connection ends before its answer. */
  losesAnswer: boolean
}

export interface FakeSmtpOptions {
  port?: number
  /** With these a login is needed. */
  user?: string
  password?: string
  /** STARTTLS, with a certificate that nobody trusts. */
  offersTls?: boolean
}

const refusal = (status: number, said: string): Error => Object.assign(new Error(said), { responseCode: status })

export async function startFakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const { port = 0, user = '', password = '', offersTls = false } = options
  const letters: Letter[] = []
  const state = { dataRefusal: undefined as number | undefined, losesAnswer: false }
  const refusals = new Map<string, number>()
  const server = new SMTPServer({
    allowInsecureAuth: true,
    authOptional: user === '',
    disabledCommands: [...(user === '' ? ['AUTH'] : []), ...(offersTls ? [] : ['STARTTLS'])],
    onAuth: (given, _session, done) =>
      given.username === user && given.password === password
        ? done(null, { user })
        : done(refusal(535, 'Authentication credentials invalid')),
    onRcptTo({ address }, _session, done) {
      const status = refusals.get(address)
      done(status === undefined ? null : refusal(status, status >= 500 ? 'mailbox unknown' : 'greylisted, try later'))
    },
    onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => void parts.push(part))
      stream.once('end', () => {
        if (state.dataRefusal !== undefined) return done(refusal(state.dataRefusal, 'message too big'))
        const from = mailFrom === false ? '' : mailFrom.address
        letters.push({ from, to: rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString('utf8') })
        if (state.losesAnswer) return server.connections.forEach((connection) => connection._socket.destroy())
        done(null)
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    letters,
    refusals,
    get dataRefusal() {
      return state.dataRefusal
    },
    set dataRefusal(status) {
      state.dataRefusal = status
    },
    get losesAnswer() {
      return state.losesAnswer
    },
    set losesAnswer(does) {
      state.losesAnswer = does
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  }
}
