import type { Rule, Seen, Symptoms, Verdict } from '../model.ts'
import type { CmsRights } from '../ports.ts'
import { found, OFF, unknown, WELL } from './verdicts.ts'

/** Whether any CMS shows this; one that did not answer keeps the rule from saying that all is well. */
function overCms({ cms }: Symptoms, seenIn: (rights: CmsRights, name: string) => Seen | undefined): Verdict {
  if (cms.length === 0) return OFF
  const seen = cms.flatMap(({ name, rights }) => (rights.isKnown ? (seenIn(rights.value, name) ?? []) : []))
  if (seen.length > 0) return found('bad', seen, { name: String(seen[0]?.params['name'] ?? '') })
  const silent = cms.find(({ rights }) => !rights.isKnown)
  return silent === undefined || silent.rights.isKnown ? WELL : unknown(silent.rights.why)
}

/** The key is taken, and its user may not change what Patchbay has to write down. */
export const keyWithoutRights: Rule = {
  code: 'key-without-rights',
  fault: 'F06',
  judge: (symptoms) =>
    overCms(symptoms, ({ user, mayUpdate, collection, refusedFields }, name): Seen | undefined => {
      if (user === undefined) return undefined
      if (!mayUpdate) return { code: 'may-not-update', params: { name, user, collection } }
      if (refusedFields.length === 0) return undefined
      return { code: 'may-not-write', params: { name, user, fields: refusedFields.join(', ') } }
    }),
}

/** The CMS takes whoever asks with this key for a stranger. */
export const cmsKeyUnknown: Rule = {
  code: 'cms-key-unknown',
  fault: null,
  judge: (symptoms) =>
    overCms(symptoms, ({ user }, name) => (user === undefined ? { code: 'stranger', params: { name } } : undefined)),
}
