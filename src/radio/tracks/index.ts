export { TypeCode } from './contract.ts'
export type { LibraryTrack, TrackType } from './model.ts'
export { TrackLibrary, type TrackToUpload } from './ports.ts'
