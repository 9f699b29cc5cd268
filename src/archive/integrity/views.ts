import { instant, instantOrNull, type Said } from '../../kernel/contract.ts'
import { sayReason } from '../items/views.ts'
import type { Item, SaidCode } from '../model.ts'
import type { CheckView, FindingView } from './contract.ts'
import { ACCEPTABLE, type Check, type Finding } from './model.ts'

export function toCheckView(check: Check, now: number): CheckView {
  const seconds = ((check.finishedAt ?? now) - check.startedAt) / 1000
  return {
    checkId: check.checkId,
    runId: check.runId,
    scope: check.scope,
    folder: check.folder,
    state: check.state,
    actor: check.actor,
    startedAt: instant(check.startedAt),
    finishedAt: instantOrNull(check.finishedAt),
    filesRead: check.filesRead,
    bytesRead: check.bytesRead,
    filesAdded: check.filesAdded,
    findings: check.findings,
    bytesPerSecond: seconds > 0 && check.bytesRead > 0 ? Math.round(check.bytesRead / seconds) : null,
  }
}

export function toFindingView(finding: Finding, item: Item | undefined, copies: FindingView['copies']): FindingView {
  return {
    findingId: finding.findingId,
    itemId: finding.itemId,
    kind: finding.kind,
    path: item?.relPath ?? '',
    size: item?.size ?? 0,
    state: finding.state,
    said: saidOf(finding, item, copies),
    foundAt: instant(finding.foundAt),
    decidedAt: instantOrNull(finding.decidedAt),
    decidedBy: finding.decidedBy,
    expectedSha256: finding.expectedSha256,
    foundSha256: finding.foundSha256,
    isAcceptable: finding.state === 'open' && ACCEPTABLE.includes(finding.kind),
    copies,
  }
}

/** What to do names the place where a good copy is, when one is known. */
function saidOf(finding: Finding, item: Item | undefined, copies: FindingView['copies']): Said {
  const said = sayReason({
    code: `integrity.${finding.kind}`,
    params: { path: item?.relPath ?? '', errno: finding.errno ?? '' },
  })
  const good = copies.find(({ isVerified }) => isVerified) ?? copies[0]
  const cure: SaidCode =
    finding.kind === 'unreadable' || finding.kind === 'unsteady'
      ? { code: 'integrity.cure.disk', params: {} }
      : good === undefined
        ? { code: 'integrity.cure.backup', params: {} }
        : {
            code: `integrity.cure.${good.isVerified ? 'copy' : 'maybe'}`,
            params: { name: good.name, path: good.path ?? '' },
          }
  return { ...said, todo: sayReason(cure).text }
}
