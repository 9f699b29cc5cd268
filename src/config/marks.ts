import type { z } from 'zod'

/** Marks that a room puts on a setting; they travel in the JSON schema that the settings form is made from. */
export interface Marks {
  /** Never shown: answers carry a mask, and it may come from `<variable>_FILE`. */
  'x-secret'?: true
  /** A folder: by API it can only be set to one below `PATCHBAY_ALLOWED_ROOTS`. */
  'x-folder'?: true
  /** A change takes effect when the server starts again. */
  'x-restart'?: true
}

const mark =
  (marks: Marks) =>
  <Schema extends z.ZodType>(schema: Schema): Schema =>
    schema.meta({ ...marks })

export const secret = mark({ 'x-secret': true })
export const folderPath = mark({ 'x-folder': true })
export const needsRestart = mark({ 'x-restart': true })

/** What stands for a secret that is set. Sent back unchanged it keeps the old value. */
export const SECRET_MASK = '********'
