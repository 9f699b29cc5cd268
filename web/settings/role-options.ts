import { RoleName } from '../../src/access/contract.ts'
import type { Say } from '../words.ts'

/** The roles with their names. */
export const roleOptions = (say: Say) => RoleName.options.map((value) => ({ value, label: say(`web.role.${value}`) }))
