import { instant } from '../../../kernel/contract.ts'
import { type Actor, type BoundRoute, bindRoutes, isReceivedBody, withEtag } from '../../../kernel/routes.ts'
import { sayCode } from '../../../kernel/words.ts'
import { getStation } from '../../stations/index.ts'
import type { LogDeps } from '../deps.ts'
import { toLogView } from '../read/views.ts'
import { exchangeRoutes, type ImportView, type TemplateView } from './contract.ts'
import { exportLog } from './export-log.ts'
import { importLog, type Imported } from './import-log.ts'
import { listTemplates, type SavedTemplate } from './store.ts'
import { addTemplate, changeTemplate, getTemplate, removeTemplate } from './templates.ts'

const TOLD_MOST = 200
const NOTHING = new Uint8Array()

interface Caller {
  actor: Actor
  request: { address: string; ifMatch: string | undefined }
}

const editorOf = ({ actor, request }: Caller) => ({ actor: actor.id, name: actor.name, address: request.address })

export function exchangeRoutesOf(deps: LogDeps): BoundRoute[] {
  const { read } = deps.db
  const use = { add: addTemplate(deps), change: changeTemplate(deps), remove: removeTemplate(deps) }
  const files = { importLog: importLog(deps), exportLog: exportLog(deps) }
  return bindRoutes(exchangeRoutes, {
    templates: async ({ params: { stationId } }) => {
      await getStation(read, stationId)
      return { items: (await listTemplates(read, stationId)).map(toTemplateView) }
    },
    addTemplate: async ({ params, body, ...call }) => answer(await use.add(params.stationId, body, editorOf(call))),
    getTemplate: async ({ params }) => answer(await getTemplate(read, params.templateId)),
    changeTemplate: async ({ params, body, ...call }) => {
      const by = { ...editorOf(call), ifMatch: call.request.ifMatch }
      return answer(await use.change(params.templateId, body, by))
    },
    removeTemplate: async ({ params, ...call }) => {
      await use.remove(params.templateId, editorOf(call))
      return { removed: params.templateId }
    },
    importLog: async ({ params, query, body, ...call }) => {
      const isDryRun = query.dryRun === 'yes'
      const imported = await files.importLog(params.logId, {
        bytes: isReceivedBody(body) ? body.bytes : NOTHING,
        format: query.format,
        mode: query.mode,
        isDryRun,
        leavesOut: query.leaveOut === 'yes',
        by: editorOf(call),
        ifMatch: call.request.ifMatch,
        signal: call.signal,
      })
      return toImportView(imported, { isDryRun, actor: call.actor.id, now: deps.clock.now() })
    },
    exportLog: async ({ params, query, signal }) => files.exportLog(params.logId, query.format, signal),
  })
}

const answer = (saved: SavedTemplate) => withEtag(toTemplateView(saved), String(saved.version))

const toTemplateView = ({ templateId, stationId, template, version, ...times }: SavedTemplate): TemplateView => ({
  templateId,
  stationId,
  template,
  createdAt: instant(times.createdAt),
  changedAt: instant(times.changedAt),
  etag: String(version),
})

function toImportView(
  { log, isChanged, compared, lines, wrong }: Imported,
  { isDryRun, actor, now }: { isDryRun: boolean; actor: string; now: number },
): ImportView {
  return {
    isDryRun,
    isChanged,
    counts: compared.counts,
    lines,
    wrong: wrong.slice(0, TOLD_MOST).map(({ line, column, code, params }) => ({
      line,
      column,
      said: sayCode(code, params),
    })),
    wrongLines: wrong.length,
    log: toLogView(log, { actor, now }),
  }
}
