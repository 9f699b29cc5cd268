import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told apart from every other one that had or will have its number. */
export interface ProcessIdentity {
  /** Host, boot and process namespace: numbers of processes mean something only inside of one. */
  machine: string
  host: string
  pid: number
  /** When it started, as the kernel counts; empty where the kernel does not say. */
  processStarted: string
}

export function identifyProcess(): ProcessIdentity {
  const host = hostname()
  const boot = orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = orEmpty(() => readlinkSync('/proc/self/ns/pid'))
  return { machine: `${host} ${boot} ${namespace}`, host, pid: process.pid, processStarted: startOf(process.pid) }
}

/** What is known of a process of the same machine: the kernel's word, whatever its event loop is doing. */
export function isRunning(other: ProcessIdentity): boolean {
  try {
    process.kill(other.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
  return other.processStarted === '' || startOf(other.pid) === other.processStarted
}

/** Field 22 of `stat`; the name before it may hold spaces and brackets. A zombie counts as gone. */
function startOf(pid: number): string {
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '')
}

/** Empty where there is no `/proc`: other systems, and processes that have just gone. */
function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
