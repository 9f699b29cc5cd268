import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { setUpAttention } from '../src/attention/setup.ts'
import type { Db } from '../src/db/db.ts'
import { setUpJobs } from '../src/jobs/setup.ts'
import { type Clock, systemClock } from '../src/kernel/clock.ts'
import { NotFoundError } from '../src/kernel/errors.ts'
import type { JobContract, PayloadInputOf } from '../src/jobs/index.ts'
import { setUpPublish } from '../src/library/publish/set-up-publish.ts'
import { setUpAssets } from '../src/library/assets/set-up-assets.ts'
import { type NewCandidate, listCandidates, putCandidates } from '../src/library/assets/store.ts'
import type { LibrarySettingsChange } from '../src/library/libraries/settings/contract.ts'
import { USUAL_SETTINGS, withChange } from '../src/library/libraries/settings/usual-settings.ts'
import { insertLibrary } from '../src/library/libraries/store.ts'
import { applyFacts } from '../src/library/titles/facts.ts'
import type { TitleKind } from '../src/library/titles/model.ts'
import { addTitles, type NewTitle } from '../src/library/titles/store.ts'
import { createBus } from '../src/live/bus.ts'
import { openEventLog } from '../src/live/event-log.ts'
import type { Transfer } from '../src/transfer/index.ts'
import { setUpTransfer } from '../src/transfer/setup.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** A picture of its own for each seed: looks of two seeds differ. */
export async function drawPicture(
  seed: number,
  {
    width = 1000,
    height = 1500,
    type = 'jpeg',
  }: { width?: number; height?: number; type?: 'jpeg' | 'png' | 'webp' } = {},
): Promise<Buffer> {
  const shapes = Array.from({ length: 9 }, (_, i) => {
    const at = (n: number): number => ((seed * 7919 + i * 104_729 + n * 1299) % 97) / 97
    const colour = `hsl(${Math.round(at(1) * 360)} 70% ${Math.round(20 + at(2) * 60)}%)`
    return `<ellipse cx="${at(3) * width}" cy="${at(4) * height}" rx="${width * (0.1 + at(5) / 3)}" ry="${height * (0.1 + at(6) / 3)}" fill="${colour}"/>`
  })
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
  const image = sharp(Buffer.from(`${head}<rect width="100%" height="100%" fill="#345"/>${shapes.join('')}</svg>`))
  return image.toFormat(type).toBuffer()
}

export interface ArtworkWorldOptions {
  clock?: Clock
  settings?: LibrarySettingsChange
  kind?: 'films' | 'series' | 'music'
  /** Stands in for the journaled move. */
  transfer?(real: Transfer): Transfer
}

/** A library in a folder, with the room of its artwork; a provider's pictures are what `provided` holds. */
export async function openArtworkWorld(db: Db, options: ArtworkWorldOptions = {}) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-artwork-')))
  const clock = options.clock ?? systemClock
  const bus = createBus()
  const events = openEventLog({ db, clock, bus })
  const { attention } = setUpAttention({ db, clock, events })
  const engine = setUpJobs({ db, clock, log: quiet, events, bus })
  const { jobs } = engine
  const transfer = setUpTransfer({ db, clock, attention, options: { reserveBytes: 0 } })
  const provided = new Map<string, Buffer | Error>()
  const asked: string[] = []
  const assets = setUpAssets({
    db,
    clock,
    jobs,
    events,
    attention,
    roots: transfer.roots,
    timeZone: 'UTC',
    audit: { append: async () => undefined },
    cacheFolder: join(folder, 'cache'),
    openArtwork: async () => ({
      async fetchArtwork(ref) {
        asked.push(ref)
        const found = provided.get(ref)
        if (found === undefined) throw new NotFoundError('remote/not-found')
        if (found instanceof Error) throw found
        return found
      },
    }),
  })
  const publish = setUpPublish({
    db,
    clock,
    jobs,
    events,
    attention,
    roots: transfer.roots,
    transfer: options.transfer?.(transfer.transfer) ?? transfer.transfer,
    pictures: assets.files,
    timeZone: 'UTC',
    audit: { append: async () => undefined },
    cacheFolder: join(folder, 'cache'),
  })
  const media = join(folder, 'films')
  await mkdir(media)
  const root = await transfer.roots.add({ name: 'films', path: media })
  const settings = withChange(USUAL_SETTINGS, { connectionId: 1, ...options.settings })
  const { libraryId } = await db.tx((tx) =>
    insertLibrary(
      tx,
      { kind: options.kind ?? 'films', rootId: root.id, name: 'Films', nameKey: 'films', settings, isEnabled: true },
      clock.now(),
    ),
  )
  return {
    db,
    jobs,
    events,
    attention,
    transfer,
    assets,
    publish,
    clock,
    libraryId,
    /** Of the data. */
    folder,
    /** Of the library. */
    media,
    provided,
    /** What was asked of the provider. */
    asked,
    async put(relPath: string, content: string | Uint8Array) {
      await mkdir(dirname(join(media, relPath)), { recursive: true })
      await writeFile(join(media, relPath), content)
    },
    async addTitle(title: string, kind: TitleKind = 'movie', more: Partial<NewTitle> = {}): Promise<number> {
      return db.tx(async (tx) => {
        const [titleId = 0] = await addTitles(tx, [{ libraryId, kind, title, ...more }], clock.now())
        await applyFacts(tx, { titleId, told: { title }, source: 'name', by: 'system', at: clock.now() })
        return titleId
      })
    },
    /** A folder with a file, as a scan writes them; the file is that of the title. */
    async addFile(relPath: string): Promise<{ folderId: number; mainFileId: number }> {
      const above = relPath.includes('/') ? dirname(relPath) : ''
      return db.tx(async (tx) => {
        const known = await tx
          .selectFrom('library_folders')
          .select('id')
          .where('library_id', '=', libraryId)
          .where('rel_path', '=', above)
          .executeTakeFirst()
        const folderId =
          known?.id ??
          (
            await tx
              .insertInto('library_folders')
              .values({ library_id: libraryId, rel_path: above, path_key: above.toLowerCase(), state: 'read' })
              .returning('id')
              .executeTakeFirstOrThrow()
          ).id
        const { id } = await tx
          .insertInto('library_files')
          .values({
            library_id: libraryId,
            folder_id: folderId,
            rel_path: relPath,
            path_key: relPath.toLowerCase(),
            kind: 'video',
            use: 'main',
            size: 1,
            mtime_ms: 1,
            inode: '1',
            first_seen_at: 1,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        return { folderId, mainFileId: id }
      })
    },
    addCandidate: (candidate: Omit<NewCandidate, 'libraryId'>) =>
      db.tx((tx) => putCandidates(tx, [{ libraryId, ...candidate }], clock.now())),
    candidates: (titleId: number) => listCandidates(db.read, [titleId]),
    /** Runs a job and all that follows from it. */
    async run<Contract extends JobContract>(contract: Contract, payload: PayloadInputOf<Contract>): Promise<void> {
      await db.tx((tx) => jobs.enqueue(tx, contract, payload, { actor: 'system' }))
      await jobs.idle()
    },
    async [Symbol.asyncDispose]() {
      await jobs.stop()
      await engine[Symbol.asyncDispose]()
      await transfer[Symbol.asyncDispose]()
      await db[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type ArtworkWorld = Awaited<ReturnType<typeof openArtworkWorld>>
