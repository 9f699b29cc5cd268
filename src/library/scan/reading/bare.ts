/** What of a title that its reader does not tell. */
export const BARE = {
  above: null,
  number: null,
  namedIds: {},
  said: null,
  main: null,
  choice: null,
  parts: [],
  nfos: [],
  tagged: null,
  durationMs: null,
  art: [],
  care: null,
} as const
