import type { Flow } from '../flow.ts'
import { flow as archive } from './archive.ts'
import { flow as transfer } from './transfer.ts'

/** Each is `flows/<name>.ts`, which exports `flow`. */
export const FLOWS: readonly Flow[] = [transfer, archive]
