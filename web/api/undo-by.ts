import { inOneSentence } from './client.ts'

/** What a toast's undo does, for `onUndo`: a failure is told there. */
export function undoBy(act: () => Promise<unknown>): () => Promise<string | undefined> {
  return async () => {
    try {
      await act()
      return undefined
    } catch (error) {
      return inOneSentence(error as Error)
    }
  }
}
