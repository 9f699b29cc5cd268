/** What a look brings, or undefined when it takes longer: a disk that hangs must keep no other from being looked at. */
export async function inTime<T>(look: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  // Nobody waits for it any more once the time is up; that it fails later is no news.
  look.catch(() => undefined)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs)
  })
  try {
    return await Promise.race([look, late])
  } finally {
    clearTimeout(timer)
  }
}
