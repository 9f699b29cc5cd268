import type { PictureFiles } from '../assets/index.ts'
import { type FolderView, pathBelow } from './disk/folder-view.ts'
import type { PreparedStep, PublishableTitle, Target } from './model.ts'

/** What the steps of one title are made from. */
export interface Scene {
  title: PublishableTitle
  /** Absolute, of the library. */
  rootPath: string
  /** Below it: files of people that are given over. */
  takeOver: ReadonlySet<string>
  pictures: Pick<PictureFiles, 'read'>
  view(folder: string): Promise<FolderView>
  /** Undefined when it is not there. */
  look(relPath: string): Promise<Seen | undefined>
}

export interface Seen {
  relPath: string
  bytes: Uint8Array
  sha256: string
  /** Patchbay wrote just these bytes there. */
  isOurs: boolean
  /** Patchbay wrote something there; when it is not this, a person changed it. */
  wasOurs: boolean
}

export const discardStep = ({ relPath, sha256 }: Seen, kind: PreparedStep['kind']): PreparedStep => ({
  act: 'discard',
  kind,
  relPath,
  before: sha256,
  after: null,
  bytes: null,
  beforeBytes: null,
})

export const pathIn = ({ folder }: Target, name: string): string => pathBelow(folder, name)
