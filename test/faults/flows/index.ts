import type { Flow } from '../flow.ts'
import { flow as archive } from './archive.ts'
import { flow as sync } from './sync.ts'
import { flow as transfer } from './transfer.ts'

/** Each is `flows/<name>.ts`, which exports `flow`. */
export const FLOWS: readonly Flow[] = [transfer, archive]

/** Those that wait for another machine: their file calls come in no fixed order, so that they are killed at random only. */
export const WAITING_FLOWS: readonly Flow[] = [sync]
