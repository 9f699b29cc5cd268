import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { breathe } from '../../kernel/breathe.ts'
import type { DuplicateFile, DuplicateResult, LinkSet } from '../../media/duplicates/duplicate-report.ts'
import { findDuplicates } from '../../media/duplicates/find-duplicates.ts'
import { readCacheFile } from '../../media/duplicates/memory/cache-file.ts'
import { errnoOf, identityText, mtimeMsOf } from '../../media/file-identity.ts'
import type { EqualFiles, FindEqualFiles, MetFile } from '../ports.ts'

/** @param knownFile where the search keeps what it learned; losing it costs time only */
export function findEqualFilesWith({ knownFile }: { knownFile: string }): FindEqualFiles {
  return async (folders, { takesPart, signal, onProgress }) => {
    const fresh = `${knownFile}.part`
    await rm(fresh, { force: true })
    const known = readKnown(knownFile)
    const found = await findDuplicates(folders, {
      signal,
      digests: true,
      cache: known,
      filter: (file) => typeof file.relPath === 'string' && takesPart(toMet(file)),
      onProgress: ({ bytes, bytesTotal }) => onProgress?.(bytes, bytesTotal ?? bytes),
    })
    const learned = await found.toCache()
    if (learned !== (await known)) {
      await mkdir(dirname(knownFile), { recursive: true })
      await writeFile(fresh, learned)
      await rename(fresh, knownFile)
    }
    return {
      ...(await equalFilesOf(found)),
      unreadable: found.unreadable.flatMap(({ root, relPath, kind, errno }) =>
        kind === 'file' && typeof relPath === 'string' ? [{ folder: root, relPath, errno }] : [],
      ),
    }
  }
}

async function readKnown(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readCacheFile(file)
  } catch (error) {
    // Not there yet, or out of reach: the search reads everything again and writes it anew.
    errnoOf(error)
    return undefined
  }
}

const toMet = (file: DuplicateFile): MetFile => ({
  folder: file.root,
  relPath: String(file.relPath),
  size: file.size,
  mtimeMs: mtimeMsOf(file.identity),
  identity: identityText(file.identity),
})

const keyOf = ({ root, relPath }: { root: number; relPath: unknown }): string => `${root}/${String(relPath)}`

async function equalFilesOf(found: DuplicateResult): Promise<{ groups: EqualFiles[]; linked: LinkNames[] }> {
  const linksOf = new Map<string, LinkSet>()
  for (const names of found.hardLinks) {
    linksOf.set(keyOf(names[0] as LinkSet[number]), names)
    await breathe()
  }
  const groups: EqualFiles[] = []
  for (const { sha256, files } of found.groups) {
    const withNames = files.flatMap((file) => {
      const names = linksOf.get(keyOf(file))
      linksOf.delete(keyOf(file))
      return (
        names?.map(({ root, relPath }) => toMet({ root, relPath, size: file.size, identity: file.identity })) ?? [
          toMet(file),
        ]
      )
    })
    groups.push({ sha256: String(sha256), files: withNames })
    await breathe()
  }
  const linked: LinkNames[] = []
  for (const names of linksOf.values()) {
    linked.push(namesOf(names))
    await breathe()
  }
  return { groups, linked }
}

type LinkNames = { folder: number; relPath: string }[]

const namesOf = (names: LinkSet): LinkNames =>
  names.map(({ root, relPath }) => ({ folder: root, relPath: String(relPath) }))
