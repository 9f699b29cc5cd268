import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { InvariantError, LimitedError } from '../../kernel/errors.ts'

const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const TAG_BYTES = 32
/** Each hash takes 19 MiB and a thread, so strangers may not have many made at once. */
const AT_ONCE = 2
const LONGEST_QUEUE = 20
const RETRY_AFTER_MS = 1000

const derive = promisify(argon2)

export interface Passwords {
  /** `$argon2id$v=19$m=…,t=…,p=…$salt$tag` */
  hash(password: string): Promise<string>
  /** Takes as long for a person who does not exist: pass undefined. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  const inTurn = createTurns()
  const tagOf = (password: string, salt: Buffer): Promise<Buffer> =>
    inTurn(() =>
      derive('argon2id', {
        message: password.normalize('NFC'),
        nonce: salt,
        parallelism: LANES,
        tagLength: TAG_BYTES,
        memory: MEMORY_KIB,
        passes: PASSES,
      }),
    )
  const nobody = format(randomBytes(16), randomBytes(TAG_BYTES))
  return {
    async hash(password) {
      const salt = randomBytes(16)
      return format(salt, await tagOf(password, salt))
    },
    async verify(hash, password) {
      const { salt, tag } = parse(hash ?? nobody)
      return timingSafeEqual(await tagOf(password, salt), tag)
    },
  }
}

const HEAD = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
const format = (salt: Buffer, tag: Buffer): string => `${HEAD}${unpadded(salt)}$${unpadded(tag)}`

function parse(hash: string): { salt: Buffer; tag: Buffer } {
  const [salt, tag] = hash.slice(HEAD.length).split('$')
  if (!hash.startsWith(HEAD) || salt === undefined || tag === undefined) throw new InvariantError('access/odd-hash')
  return { salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (waiting.length >= LONGEST_QUEUE)
      throw new LimitedError('access/too-many-attempts', {
        retryAfterMs: RETRY_AFTER_MS,
        params: { seconds: RETRY_AFTER_MS / 1000 },
      })
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
