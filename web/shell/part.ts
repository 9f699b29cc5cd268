/** A file of the control center did not come: an update replaced it, or the server is not heard. */
export class PartNotLoadedError extends Error {}

/** Loads a part of the control center that is not in the first load. @throws PartNotLoadedError */
export const part =
  <Part>(load: () => Promise<Part>) =>
  (): Promise<Part> =>
    load().catch((cause: unknown) => {
      throw new PartNotLoadedError('A part of the control center did not load', { cause })
    })

/** What the server offers now, beside the page that is open: the same build, another one, or no answer. */
export async function askForBuild(): Promise<'same' | 'other' | 'silent'> {
  const own = document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? ''
  try {
    const answer = await fetch(document.baseURI, { cache: 'no-store' })
    if (!answer.ok) return 'silent'
    return (await answer.text()).includes(own) ? 'same' : 'other'
  } catch {
    return 'silent'
  }
}
