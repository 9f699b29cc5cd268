import { spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { createInterface } from 'node:readline'
import { DeadlineError, InvariantError, LimitedError, RejectedError, UnavailableError } from './errors.ts'

export interface ProgramCall {
  /** Absolute path, from the installation or the config file, never from a request. */
  path: string
  /** Passed as they are; no shell ever sees them. */
  args: readonly string[]
  timeoutMs: number
  /** Standard output beyond this ends the program. */
  maxOutputBytes: number
  signal?: AbortSignal
  /** What it reads from its standard input; none unless given. */
  input?: Uint8Array
  /** Takes the standard output as it comes; it is not kept then, and has no limit. */
  onOutput?: (part: Buffer) => void
  /** Takes the standard error line by line. */
  onComplaint?: (line: string) => void
}

const LONGEST_COMPLAINT = 4096

/**
 * Runs a program to its end: no shell, an empty environment but for the language, no standard input of ours, a process group of
 * its own that is killed as a whole when the time is up, the output too long or the call aborted.
 * @returns its standard output
 * @throws UnavailableError `exec/not-started`, DeadlineError `exec/timed-out`, RejectedError `exec/failed` (it ended with
 * another code than 0; `complaint` is its standard error), LimitedError `exec/too-much-output`, the signal's reason
 */
export function runProgram(call: ProgramCall): Promise<Buffer> {
  if (!isAbsolute(call.path)) throw new InvariantError('exec/path-not-absolute', { params: { path: call.path } })
  call.signal?.throwIfAborted()
  const child = spawn(call.path, call.args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { LANG: 'C.UTF-8', TZ: 'UTC' },
    cwd: '/',
    detached: true,
  })
  // A program that ends before it has read all says so by its code.
  child.stdin.on('error', () => undefined).end(call.input)
  return new Promise((resolve, reject) => {
    const output: Buffer[] = []
    let [bytes, complaint] = [0, '']
    let ending: unknown
    const end = (why: unknown): void => {
      ending ??= why
      killGroup(child.pid)
    }
    const timer = setTimeout(
      () => end(new DeadlineError('exec/timed-out', { params: { timeoutMs: call.timeoutMs } })),
      call.timeoutMs,
    )
    const abort = (): void => end(call.signal?.reason)
    call.signal?.addEventListener('abort', abort, { once: true })
    child.stdout.on('data', (part: Buffer) => {
      if (call.onOutput !== undefined) return call.onOutput(part)
      bytes += part.length
      if (bytes > call.maxOutputBytes)
        end(
          new LimitedError('exec/too-much-output', {
            params: { maxOutputBytes: call.maxOutputBytes },
            retryAfterMs: 0,
          }),
        )
      else output.push(part)
    })
    child.stderr
      .setEncoding('utf8')
      .on('data', (part: string) => (complaint = (complaint + part).slice(0, LONGEST_COMPLAINT)))
    const onComplaint = call.onComplaint
    if (onComplaint !== undefined) createInterface({ input: child.stderr }).on('line', onComplaint)
    child.on(
      'error',
      (cause) => (ending ??= new UnavailableError('exec/not-started', { params: { path: call.path }, cause })),
    )
    child.on('close', (code, killedBy) => {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
      if (ending !== undefined) reject(ending)
      else if (code === 0) resolve(Buffer.concat(output))
      else
        reject(
          new RejectedError('exec/failed', {
            params: { path: call.path, code: code ?? killedBy, complaint: complaint.trim() },
          }),
        )
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
