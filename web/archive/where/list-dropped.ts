import { isNobodys } from '../../../src/archive/where/contract.ts'

/** A file of this computer that somebody asks about. */
export interface FoundFile {
  /** With the folders that were dropped or chosen with it. */
  path: string
  size: number
  /** Null when it, or the folder of this path, could not be opened. */
  file: File | null
}

export interface Listing {
  files: FoundFile[]
  /** What systems keep for themselves (Thumbs.db, .DS_Store, ._*): no file of a person's. */
  systemFiles: number
}

/** What was dropped can be asked for during the event only. */
export function takeDropped({ items }: DataTransfer): (FileSystemEntry | File)[] {
  return [...items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? item.getAsFile() ?? []) : []))
}

/**
 * Files and all that lies below folders. What could not be opened is in the list, too: it is never left out.
 * @param onFound how many files there are so far
 */
export async function listDropped(
  dropped: readonly (FileSystemEntry | File)[],
  onFound: (count: number) => void,
): Promise<Listing> {
  const listing: Listing = { files: [], systemFiles: 0 }
  const open = [...dropped].toReversed()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof File) add(listing, next.name, next)
    else if (isFolder(next)) {
      const inside = await entriesOf(next)
      if (inside === null) add(listing, pathOf(next), null)
      else open.push(...inside.toReversed())
    } else add(listing, pathOf(next), await fileOf(next as FileSystemFileEntry))
    onFound(listing.files.length)
  }
  return inOrder(listing)
}

export function listPicked(files: FileList): Listing {
  const listing: Listing = { files: [], systemFiles: 0 }
  for (const file of files) add(listing, file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file)
  return inOrder(listing)
}

const names = new Intl.Collator('en', { numeric: true })

const inOrder = ({ files, systemFiles }: Listing): Listing => ({
  files: files.toSorted((a, b) => names.compare(a.path, b.path)),
  systemFiles,
})

function add(listing: Listing, path: string, file: File | null): void {
  if (isNobodys(path.split('/').at(-1) ?? '')) listing.systemFiles++
  else listing.files.push({ path, size: file?.size ?? 0, file })
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const pathOf = ({ fullPath }: FileSystemEntry): string => fullPath.replace(/^\//, '')

const fileOf = (entry: FileSystemFileEntry): Promise<File | null> =>
  new Promise((resolve) => entry.file(resolve, () => resolve(null)))

/** A browser gives a folder in parts; an empty one is the end. Null when it can't be read. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[] | null> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const part = await new Promise<FileSystemEntry[] | null>((resolve) =>
      reader.readEntries(resolve, () => resolve(null)),
    )
    if (part === null) return null
    if (part.length === 0) return all
    all.push(...part)
  }
}
