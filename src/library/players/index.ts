export { AskPlayers, TellPlayers } from './jobs.ts'
export type { Change } from './model.ts'
export { type Asking, askPlayers, type FolderToTell } from './telling/ask-players.ts'
export { listGroupsToTell } from './store.ts'
