import { dirname } from 'node:path'
import type { Clock } from '../kernel/clock.ts'
import { AppError, ConflictError, InvalidInputError } from '../kernel/errors.ts'
import type { Actor } from '../kernel/routes.ts'
import { type AllowedFolders, allowedFolders, ALLOWED_ROOTS_VARIABLE } from './allowed-folders.ts'
import { describeChanges, type KeyChange } from './changes.ts'
import { readConfigFile, writeConfigFile, type FileText } from './config-file.ts'
import { planPatch, planText, type PlannedEdit } from './edit.ts'
import type { Environment } from './environment.ts'
import type { Rooms, ValuesOf } from './keys.ts'
import { buildSnapshot, type ConfigGround, groundOf, type Snapshot } from './snapshot.ts'
import { watchConfigFile, type WatchTimes } from './watch-config-file.ts'

export interface ConfigChange<R extends Rooms> {
  before: Snapshot<R>
  after: Snapshot<R>
  changes: readonly KeyChange[]
  actor: Actor
}

export interface ConfigListener<R extends Rooms> {
  /** Awaited before the edit answers, so that every room has heard of it by then. */
  changed?(change: ConfigChange<R>): void | Promise<void>
  /** A hand edit that can't be used (the old values stay in force), or null when the file is fine again. */
  problem?(problem: AppError | null): void
}

export interface EditBy {
  actor: Actor
  /** ETag that the editor saw; the edit is refused (412) when the file is another by now. */
  ifMatch?: string | undefined
}

export interface Config<R extends Rooms> extends Disposable {
  readonly file: string
  readonly ground: ConfigGround<R>
  readonly allowed: AllowedFolders
  get(): ValuesOf<R>
  snapshot(): Snapshot<R>
  /** What is wrong with the file as it stands on disk. */
  problem(): AppError | null
  /** Marked keys whose value differs from the one that the process started with. */
  restartNeededFor(): string[]
  /** @returns the call that ends it */
  subscribe(listener: ConfigListener<R>): () => void
  /**
   * Merges into the file; `null` removes a key, so that its default holds. Neither file nor memory change on an error.
   * @throws InvalidInputError 422 with key and line; ConflictError 409 when the file on disk is broken, 412
   */
  patch(partial: unknown, by: EditBy): Promise<Snapshot<R>>
  /** @throws ConflictError 409 when the file on disk is broken, so that nothing can be merged into it */
  requireMergeable(): Promise<void>
  readText(): Promise<FileText>
  /** @throws InvalidInputError 422 with key and line; ConflictError 412 */
  replaceText(text: string, by: EditBy): Promise<Snapshot<R>>
}

export interface ConfigOptions<R extends Rooms> {
  rooms: R
  file: string
  env: Environment
  clock: Clock
  /** Where relative folders are; the file's folder unless said. */
  dataFolder?: string
  times?: WatchTimes
  onListenerError?: (error: unknown) => void
}

const TIMES: WatchTimes = { settleMs: 200, lookEveryMs: 2000 }
const FILE_ACTOR: Actor = { id: 'file', name: 'patchbay.yaml', scopes: new Set() }

/** @throws InvalidInputError when file or environment can't be used: a server does not start on half a configuration */
export async function openConfig<R extends Rooms>(options: ConfigOptions<R>): Promise<Config<R>> {
  const ground = groundOf(options.rooms, options.env)
  const text = await readConfigFile(options.file)
  const snapshot = namingFile(options.file, () => buildSnapshot(ground, text))
  const allowed = allowedFolders(options.dataFolder ?? dirname(options.file), options.env[ALLOWED_ROOTS_VARIABLE])
  return new LiveConfig(options, { ground, allowed, snapshot })
}

/** Which file it is does not go without saying when a server starts. */
function namingFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof InvalidInputError) || cause.code === 'config/bad-environment') throw cause
    const { code, params, fields } = cause
    throw new InvalidInputError(code, { status: 422, params: { ...params, file }, fields, cause })
  }
}

class LiveConfig<R extends Rooms> implements Config<R> {
  readonly file: string
  readonly ground: ConfigGround<R>
  readonly allowed: AllowedFolders
  readonly #atStart: Snapshot<R>
  #current: Snapshot<R>
  #problem: AppError | null = null
  #last: Promise<unknown> = Promise.resolve()
  readonly #listeners = new Set<ConfigListener<R>>()
  readonly #watch: Disposable
  readonly #onListenerError: (error: unknown) => void

  constructor(
    options: ConfigOptions<R>,
    opened: { ground: ConfigGround<R>; allowed: AllowedFolders; snapshot: Snapshot<R> },
  ) {
    this.file = options.file
    this.ground = opened.ground
    this.allowed = opened.allowed
    this.#atStart = opened.snapshot
    this.#current = opened.snapshot
    this.#onListenerError = options.onListenerError ?? (() => undefined)
    const deps = { clock: options.clock, times: options.times ?? TIMES }
    this.#watch = watchConfigFile(options.file, deps, () => this.#oneByOne(() => this.#reload()))
  }

  get(): ValuesOf<R> {
    return this.#current.values
  }

  snapshot(): Snapshot<R> {
    return this.#current
  }

  problem(): AppError | null {
    return this.#problem
  }

  restartNeededFor(): string[] {
    const marked = this.ground.keys.filter((key) => key.needsRestart)
    return describeChanges(marked, this.#atStart, this.#current).map(({ key }) => key)
  }

  subscribe(listener: ConfigListener<R>): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readText(): Promise<FileText> {
    return readConfigFile(this.file)
  }

  patch(partial: unknown, by: EditBy): Promise<Snapshot<R>> {
    return this.#oneByOne(async () => {
      const old = await readConfigFile(this.file)
      refuseStale(old, by)
      return this.#commit(old, planPatch(this, { ...this.#usable(old), actor: by.actor }, partial), by.actor)
    })
  }

  async requireMergeable(): Promise<void> {
    this.#usable(await readConfigFile(this.file))
  }

  replaceText(text: string, by: EditBy): Promise<Snapshot<R>> {
    return this.#oneByOne(async () => {
      const old = await readConfigFile(this.file)
      refuseStale(old, by)
      return this.#commit(old, planText(this, { old, before: this.#current, actor: by.actor }, text), by.actor)
    })
  }

  /** An edit stands on what the file says now, which may be newer than memory. */
  #usable(old: FileText): { old: FileText; before: Snapshot<R> } {
    try {
      return { old, before: buildSnapshot(this.ground, old) }
    } catch (cause) {
      if (!(cause instanceof InvalidInputError)) throw cause
      throw new ConflictError('config/file-broken', { params: { file: this.file }, fields: cause.fields, cause })
    }
  }

  async #commit(old: FileText, plan: PlannedEdit<R>, actor: Actor): Promise<Snapshot<R>> {
    if (plan.text !== old.text) await writeConfigFile(this.file, plan.text)
    await this.#adopt(plan.after, actor)
    return plan.after
  }

  async #reload(): Promise<void> {
    try {
      const found = await readConfigFile(this.file)
      if (found.etag === this.#current.etag && this.#problem === null) return
      const isLost = found.text.trim() === '' && [...this.#current.origins.values()].includes('file')
      if (isLost) throw new InvalidInputError('config/file-emptied', { status: 422, params: { file: this.file } })
      const after = buildSnapshot(this.ground, found)
      await this.#adopt(after, FILE_ACTOR)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.#report(error)
    }
  }

  async #adopt(after: Snapshot<R>, actor: Actor): Promise<void> {
    const before = this.#current
    this.#current = after
    if (this.#problem !== null) this.#report(null)
    const changes = describeChanges(this.ground.keys, before, after)
    if (changes.length === 0) return
    // A copy: who subscribes while this is told hears of the next change, not of this one.
    for (const listener of Array.from(this.#listeners)) {
      try {
        await listener.changed?.({ before, after, changes, actor })
      } catch (error) {
        this.#onListenerError(error)
      }
    }
  }

  #report(problem: AppError | null): void {
    this.#problem = problem
    for (const listener of Array.from(this.#listeners)) listener.problem?.(problem)
  }

  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work)
    // Who asked hears why it failed; the next work comes anyway.
    this.#last = next.catch(() => undefined)
    return next
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]()
    this.#listeners.clear()
  }
}

function refuseStale(old: FileText, by: EditBy): void {
  if (by.ifMatch === undefined || by.ifMatch === old.etag) return
  throw new ConflictError('config/changed-meanwhile', { status: 412, params: { found: old.etag } })
}
