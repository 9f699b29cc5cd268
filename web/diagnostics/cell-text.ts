import type { Cell } from '../../src/diagnostics/contract.ts'
import { formatBytes, formatExact } from '../format.ts'

export function cellText(cell: Cell, isCut: boolean): string {
  if (cell === null) return '–'
  if (typeof cell === 'object') return formatBytes(cell.bytes)
  return isCut ? `${cell}…` : String(cell)
}

/** Instants are kept as milliseconds; on hover they are said as times. */
export const timeOf = (name: string, cell: Cell): string | undefined =>
  typeof cell === 'number' && cell > 1e11 && /(^|_)(at|until|since)$/.test(name) ? formatExact(cell) : undefined
