import { Document } from 'yaml'
import { AppError, InvalidInputError } from '../kernel/errors.ts'
import { sayError } from '../kernel/words.ts'
import { readConfigFile, writeConfigFile } from './config-file.ts'
import type { Environment } from './environment.ts'
import { type Rooms, type SettingKey, splitKnown } from './keys.ts'
import { ARCHIVE_ROOM, sortByRoom } from './pipeline-config.ts'
import { isAtOrBelow } from './problems.ts'
import { buildSnapshot, type ConfigGround, groundOf } from './snapshot.ts'
import { putAt, type Value, type ValueMap, valueAt } from './tree.ts'
import { parseYaml } from './yaml-text.ts'

export const PIPELINE_CONFIG_VARIABLE = 'MEDIA_PIPELINE_CONFIG'

export interface PipelineImport {
  /** The media pipeline's. */
  file: string
  /** Keys that now stand in our file; none when the media pipeline's is not there, or says nothing that we know. */
  taken: string[]
  /** In its words: what Patchbay has no setting for. */
  unknown: string[]
  /** What Patchbay has a setting for, but not with this value. */
  unusable: { key: string; code: string }[]
}

/**
 * Takes over the settings of a media pipeline, while there is no file of ours.
 * @returns undefined when there is one, or the environment names none of the media pipeline's
 * @throws InvalidInputError `config/pipeline-file` when it can't be read
 */
export async function importPipelineConfig(options: {
  rooms: Rooms
  file: string
  env: Environment
}): Promise<PipelineImport | undefined> {
  const file = options.env[PIPELINE_CONFIG_VARIABLE]?.trim() ?? ''
  if (file === '' || (await readConfigFile(options.file)).exists) return undefined
  const ground = groundOf(options.rooms, {})
  const { known, unknown, flat } = splitKnown(sortByRoom(ground, await readValues(file)), ground.schema)
  const values = ground.keys.flatMap((key) => {
    const value = valueAt(known, key.path)
    return value === undefined ? [] : [{ key, value: inOurWords(key, value) }]
  })
  const { usable, unusable } = sortOut(ground, values)
  unusable.push(...flat.map((path) => ({ key: path.join('.'), code: 'config/wrong-type' })))
  if (usable.length > 0) await writeConfigFile(options.file, textOf(usable, file))
  const theirWords = unknown.map(({ path }) => (path[0] === ARCHIVE_ROOM ? path.slice(1) : path).join('.'))
  return { file, taken: usable.map(({ key }) => key.key), unknown: theirWords, unusable }
}

async function readValues(file: string): Promise<ValueMap> {
  try {
    return parseYaml((await readConfigFile(file)).text).values
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    const params = { file, variable: PIPELINE_CONFIG_VARIABLE, problem: sayError(cause).text }
    throw new InvalidInputError('config/pipeline-file', { status: 422, params, cause })
  }
}

interface Wanted {
  key: SettingKey
  value: Value
}

/** Its later versions say `count` for `files`. */
const inOurWords = ({ key }: SettingKey, value: Value): Value =>
  key === 'archive.batch.selection_mode' && value === 'count' ? 'files' : value

/** Leaves out one value after the other, the last first, until the rest can be used together. */
function sortOut(ground: ConfigGround<Rooms>, wanted: readonly Wanted[]) {
  let usable = wanted
  const unusable: PipelineImport['unusable'] = []
  for (;;) {
    try {
      buildSnapshot(ground, { text: textOf(usable, ''), etag: '' })
      return { usable, unusable }
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      const [worst, code] = blamed(usable, error)
      unusable.push({ key: worst.key.key, code })
      usable = usable.filter((one) => one !== worst)
    }
  }
}

function blamed(wanted: readonly Wanted[], error: InvalidInputError): [Wanted, string] {
  for (const { code, params } of error.fields.toReversed()) {
    const found = wanted.find(({ key }) => isAtOrBelow(String(params?.['key']), key.key))
    if (found !== undefined) return [found, code]
  }
  throw error
}

function textOf(wanted: readonly Wanted[], from: string): string {
  const values: ValueMap = {}
  for (const { key, value } of wanted) putAt(values, key.path, value)
  const document = new Document(values)
  document.commentBefore = ` Taken from ${from}`
  return document.toString({ lineWidth: 0 })
}
