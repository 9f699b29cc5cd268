import { useState } from 'react'
import type { ConnectionView } from '../../src/connections/contract.ts'

/** What is in the form of a connection. */
export interface Draft {
  name: string
  isEnabled: boolean
  settings: Readonly<Record<string, unknown>>
  /** Only those that are changed: null forgets one; an empty one is being entered and counts for nothing yet. */
  secrets: Readonly<Record<string, string | null>>
}

/** What a form begins from; of a connection that is not there yet the `etag` is empty. */
export type Saved = Pick<ConnectionView, 'name' | 'isEnabled' | 'settings' | 'secrets' | 'etag'>

interface Edit {
  /** What the edit stands on, or has taken in since. */
  saved: Saved
  draft: Draft
  /** Fields that were changed here, and by somebody else meanwhile. */
  clashing: readonly string[]
}

/** Edits that are not saved, while another connection is looked at. */
export type Shelf = Map<string, Edit>

const editOf = (saved: Saved): Edit => ({
  saved,
  draft: { name: saved.name, isEnabled: saved.isEnabled, settings: saved.settings, secrets: {} },
  clashing: [],
})

/** The edit of a connection. What somebody else saves meanwhile is taken in; what was changed here stays. */
export function useConnectionDraft(saved: Saved, { shelf, id }: { shelf: Shelf; id: string }) {
  const [edit, setEdit] = useState(() => shelf.get(id) ?? editOf(saved))
  const change = (next: Edit) => {
    setEdit(next)
    if (changedIn(next).length === 0) shelf.delete(id)
    else shelf.set(id, next)
  }
  if (edit.saved.etag !== saved.etag) setEdit(taken(edit, saved))
  const changed = changedIn(edit)
  return {
    draft: edit.draft,
    saved: edit.saved,
    changed,
    clashing: edit.clashing.filter((field) => changed.includes(field)),
    change: (draft: Partial<Draft>) => change({ ...edit, draft: { ...edit.draft, ...draft } }),
    discard: () => change(editOf(saved)),
    /** After it was saved: nothing typed is left, least of all a secret. */
    restart: (now: Saved) => change(editOf(now)),
  }
}

export type ConnectionDraft = ReturnType<typeof useConnectionDraft>

/** Secrets as they are sent: without those that are only being entered. */
export const secretsGiven = ({ secrets }: Draft): Record<string, string | null> =>
  Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''))

/** Where fields stand in the body, as the server points at them: `/settings/address`. */
function changedIn({ saved, draft }: Pick<Edit, 'saved' | 'draft'>): string[] {
  const secrets = Object.keys(secretsGiven(draft)).map((name) => `/secrets/${name}`)
  return [...differing(saved, draft), ...secrets]
}

type Plain = Pick<Saved, 'name' | 'isEnabled' | 'settings'>

function differing(one: Plain, other: Plain): string[] {
  const names = new Set([...Object.keys(one.settings), ...Object.keys(other.settings)])
  return [
    ...(one.name === other.name ? [] : ['/name']),
    ...(one.isEnabled === other.isEnabled ? [] : ['/isEnabled']),
    ...[...names]
      .filter((name) => !isSame(one.settings[name], other.settings[name]))
      .map((name) => `/settings/${name}`),
  ]
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

function taken(edit: Edit, now: Saved): Edit {
  const mine = changedIn(edit)
  const theirs = [...differing(edit.saved, now), ...secretsChanged(edit.saved, now)]
  const { draft } = edit
  const settings = Object.fromEntries(
    Object.entries({ ...now.settings, ...draft.settings }).filter(([name]) => {
      const isMine = mine.includes(`/settings/${name}`)
      return name in (isMine ? draft : now).settings
    }),
  )
  for (const name of Object.keys(settings)) if (!mine.includes(`/settings/${name}`)) settings[name] = now.settings[name]
  const next: Draft = {
    name: mine.includes('/name') ? draft.name : now.name,
    isEnabled: mine.includes('/isEnabled') ? draft.isEnabled : now.isEnabled,
    settings,
    secrets: draft.secrets,
  }
  const both = mine.filter((field) => theirs.includes(field))
  return { saved: now, draft: next, clashing: [...new Set([...edit.clashing, ...both])] }
}

const secretsChanged = (before: Saved, now: Saved): string[] =>
  now.secrets
    .filter(({ name, changedAt }) => before.secrets.find((one) => one.name === name)?.changedAt !== changedAt)
    .map(({ name }) => `/secrets/${name}`)
