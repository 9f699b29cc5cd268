import type { z } from 'zod'
import { type Cell, wrong } from './cells.ts'

export interface Column<Content> {
  name: string
  field: keyof Content
  write(content: Content): string
  /** @throws InvalidInputError with why the cell can't be taken */
  read(text: string): Partial<Content>
}

export const columnOf =
  <Content>() =>
  <Name extends keyof Content>(name: string, field: Name, cell: Cell<Content[Name]>): Column<Content> => ({
    name,
    field,
    write: (content) => cell.write(content[field]),
    read: (text) => ({ [field]: cell.read(text) }) as unknown as Partial<Content>,
  })

/** Of a field that is never empty: an empty cell leaves it as it is. */
export const lasting = <Content>({ read, ...column }: Column<Content>): Column<Content> => ({
  ...column,
  read: (text) => (text.trim() === '' ? {} : read(text)),
})

export const textCell = (schema: z.ZodType<string>, most: number): Cell<string> => ({
  write: (text) => text,
  read(text) {
    const { success, data } = schema.safeParse(text)
    if (success) return data
    if (text.trim() === '') throw wrong('radio/csv-no-title')
    throw wrong(text.trim().length > most ? 'radio/csv-text-too-long' : 'radio/csv-odd-characters', { most })
  },
})
