/** A file of the control center did not come: an update replaced it, or the server is not heard. */
export class PartNotLoadedError extends Error {}

/** Loads a part of the control center that is not in the first load. @throws PartNotLoadedError */
export const part =
  <Part>(load: () => Promise<Part>) =>
  (): Promise<Part> =>
    load().catch((cause: unknown) => {
      throw new PartNotLoadedError('A part of the control center did not load', { cause })
    })

/** The file that the open page began with: each build gives it another name. */
const ownBuild = (): string => document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? ''

const KEY = 'patchbay.left'
const AGAIN_KEY = 'patchbay.again'
const AGAIN_AFTER_MS = 60_000
const ANSWER_MS = 10_000

/** False when the page was left for a newer build once, and a cache on the way gave the same one again. */
export function mayLeaveBuild(): boolean {
  const own = ownBuild()
  try {
    if (sessionStorage.getItem(KEY) === own) return false
    sessionStorage.setItem(KEY, own)
    return true
  } catch {
    return false // storage is forbidden here, so nothing would end a circle: the person loads the page
  }
}

/**
 * Whether the same build may be loaded once more by itself: a connection that was cut for a moment leaves a part missing
 * for the life of the page. False when that was tried within a minute.
 */
export function mayLoadAgain(): boolean {
  const now = Date.now()
  try {
    if (now - Number(sessionStorage.getItem(AGAIN_KEY)) < AGAIN_AFTER_MS) return false
    sessionStorage.setItem(AGAIN_KEY, String(now))
    return true
  } catch {
    return false
  }
}

/** What the server offers now, beside the page that is open: the same build, another one, or no answer. */
export async function askForBuild(): Promise<'same' | 'other' | 'silent'> {
  try {
    const answer = await fetch(document.baseURI, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) })
    if (!answer.ok) return 'silent'
    return (await answer.text()).includes(ownBuild()) ? 'same' : 'other'
  } catch {
    return 'silent'
  }
}
