import { useState } from 'react'
import type { ConfigView, configRoutes } from '../../src/config/contract.ts'
import type { ReplyOf } from '../../src/kernel/contract.ts'
import { changedKeys, readText, withMeanwhile, type ConfigEdit } from './config-edit.ts'

export type ConfigFile = ReplyOf<typeof configRoutes.routes.getConfigText>

interface Draft {
  /** What the edit began from, or has taken in since. */
  file: ConfigFile
  before: ConfigEdit
  edit: ConfigEdit
  /** Settings that were changed here, and by somebody else meanwhile. */
  clashing: readonly string[]
}

const draftOf = (file: ConfigFile): Draft => {
  const before = readText(file.text)
  return { file, before, edit: before, clashing: [] }
}

/** The edit of the file. What somebody else saves meanwhile is taken in; what was changed here stays. */
export function useConfigDraft(view: ConfigView, file: ConfigFile) {
  const [draft, setDraft] = useState(() => draftOf(file))
  // A text that can't be read takes nothing in until it can.
  if (draft.file.etag !== file.etag && draft.edit.brokenLine === null) setDraft(taken(view, draft, file))
  return {
    ...draft,
    change: (edit: ConfigEdit) => setDraft({ ...draft, edit }),
    discard: () => setDraft(draftOf(file)),
  }
}

function taken(view: ConfigView, { before, edit, clashing }: Draft, file: ConfigFile): Draft {
  const now = readText(file.text)
  if (edit.text === before.text) return draftOf(file)
  const theirs = changedKeys(view, before, now)
  const differing = changedKeys(view, now, edit)
  const mine = changedKeys(view, before, edit)
  const both = mine.filter((key) => theirs.includes(key) && differing.includes(key))
  return {
    file,
    before: now,
    edit: withMeanwhile({ before, edit, now }, { mine, theirs }),
    clashing: [...new Set([...clashing, ...both])],
  }
}
