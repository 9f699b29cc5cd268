import { useState } from 'react'

/** Rows that were chosen one by one; or all that match, as long as neither the filters (`match`) nor the choice change. */
export function useChosen(match: string) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [allOf, setAllOf] = useState<string | null>(null)
  const isAll = allOf === match
  if (allOf !== null && !isAll) setAllOf(null)
  const choose = (ids: ReadonlySet<string>) => {
    setAllOf(null)
    setChosen(ids)
  }
  return { chosen, isAll, choose, chooseNone: () => choose(new Set()), chooseAll: () => setAllOf(match) }
}
