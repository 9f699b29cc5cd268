/** Whether an id is that of an episode that Patchbay keeps, e12, and so one that people write into names of files. */
export const isOwnRef = (episodeId: string | null): episodeId is string =>
  episodeId !== null && /^e[1-9]\d{0,14}$/.test(episodeId)
