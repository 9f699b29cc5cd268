import type { Reader, Tx } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import { assertVersion } from '../../../kernel/etag.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../kernel/errors.ts'
import { foldText } from '../../../kernel/fold-text.ts'
import { getStation } from '../../stations/index.ts'
import type { Editor, LogDeps } from '../deps.ts'
import type { LineField, LogTemplate } from './contract.ts'
import {
  deleteTemplate,
  findTemplate,
  insertTemplate,
  listTemplates,
  type SavedTemplate,
  updateTemplate,
} from './store.ts'

const TEMPLATES_MOST = 50

/** @throws NotFoundError */
export async function getTemplate(reader: Reader, templateId: number): Promise<SavedTemplate> {
  const template = await findTemplate(reader, templateId)
  if (template === undefined) throw new NotFoundError('radio/no-such-template', { params: { templateId } })
  return template
}

/** By one of these a line is matched to a track. */
const NAMES_TRACK: readonly LineField[] = ['trackId', 'md5', 'cart', 'title']

/** @throws InvalidInputError for a template by which nothing can be found */
function assertUsable({ form, columns }: LogTemplate): void {
  const wrong = (code: string) =>
    new InvalidInputError(code, { status: 422, fields: [{ pointer: '/columns', code, params: { form } }] })
  if (columns.time === undefined) throw wrong('radio/template-needs-time')
  if (!NAMES_TRACK.some((field) => columns[field] !== undefined)) throw wrong('radio/template-needs-track')
}

interface Named {
  stationId: number
  template: LogTemplate
  /** Undefined for a new one. */
  templateId?: number
}

async function assertFree(tx: Tx, { stationId, template: { name }, templateId: own }: Named): Promise<void> {
  const all = await listTemplates(tx, stationId)
  const other = all.find(({ template }) => foldText(template.name) === foldText(name))
  if (other !== undefined && other.templateId !== own)
    throw new ConflictError('radio/template-name-taken', { params: { name: other.template.name } })
  if (own === undefined && all.length >= TEMPLATES_MOST)
    throw new ConflictError('radio/too-many-templates', { params: { most: TEMPLATES_MOST } })
}

export function addTemplate(deps: LogDeps) {
  return (stationId: number, template: LogTemplate, by: Editor): Promise<SavedTemplate> => {
    assertUsable(template)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, `radio.log-templates:${stationId}`)
      await getStation(tx, stationId)
      await assertFree(tx, { stationId, template })
      const saved = await insertTemplate(tx, { stationId, template }, deps.clock.now())
      await tell(deps, tx, { what: 'added', saved, by })
      return saved
    })
  }
}

/** @throws ConflictError when it was changed since it was seen */
export function changeTemplate(deps: LogDeps) {
  return (
    templateId: number,
    template: LogTemplate,
    by: Editor & { ifMatch: string | undefined },
  ): Promise<SavedTemplate> => {
    assertUsable(template)
    return deps.db.tx(async (tx) => {
      const { stationId } = await getTemplate(tx, templateId)
      await lockInTx(tx, `radio.log-templates:${stationId}`)
      const before = await getTemplate(tx, templateId)
      assertVersion(by.ifMatch, String(before.version))
      await assertFree(tx, { stationId, template, templateId })
      const saved = await updateTemplate(tx, { ...before, template }, deps.clock.now())
      await tell(deps, tx, { what: 'changed', saved, by })
      return saved
    })
  }
}

export function removeTemplate(deps: LogDeps) {
  return (templateId: number, by: Editor): Promise<void> =>
    deps.db.tx(async (tx) => {
      const saved = await getTemplate(tx, templateId)
      await deleteTemplate(tx, templateId)
      await tell(deps, tx, { what: 'removed', saved, by })
    })
}

async function tell(
  { audit, events }: LogDeps,
  tx: Tx,
  { what, saved, by }: { what: 'added' | 'changed' | 'removed'; saved: SavedTemplate; by: Editor },
): Promise<void> {
  const { stationId, templateId, template } = saved
  const action = `radio.log-template.${what}`
  const subject = `log-template:${templateId}`
  const { actor, address } = by
  const details = { ...template }
  await audit.append(tx, { actor, action, subject, details, ...(address === undefined ? {} : { address }) })
  const data = { name: template.name }
  await events.append(tx, { kind: action, actor, scope: `station:${stationId}`, subject, data })
}
