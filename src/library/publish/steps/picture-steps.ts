import { AppError, UnavailableError } from '../../../kernel/errors.ts'
import { asPlayable } from '../../../media/images/as-playable.ts'
import { hashBytes } from '../../assets/index.ts'
import type { ChosenArt, PreparedStep, PublishStep, Target } from '../model.ts'
import { discardStep, pathIn, type Scene, type Seen } from '../scene.ts'
import { foreignReason } from './foreign-reason.ts'

/** One picture; what of ours stands in its place under another ending goes. */
export async function stepsForPicture(scene: Scene, target: Target): Promise<PreparedStep[]> {
  const { art } = target
  if (art === undefined) return []
  const view = await scene.view(target.folder)
  const present = target.names.flatMap((name) => view.findPictures(name)).map((name) => pathIn(target, name))
  // A picture that lies there under one of the players' names is published already.
  if (art.source === 'local' && present.includes(art.ref)) return [step('same', target, { relPath: art.ref })]
  try {
    const content = await contentOf(scene, art)
    if (content === undefined) {
      const reason = { code: 'publish.not-cached', params: {} }
      return [{ ...step('wait', target, { relPath: pathIn(target, target.names[0]) }), reason }]
    }
    const seen = (await Promise.all(present.map((relPath) => scene.look(relPath)))).filter((one) => one !== undefined)
    return decide(scene, target, { content, seen })
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof UnavailableError) throw error
    const reason = { code: error.code, params: error.params }
    return [{ ...step('keep', target, { relPath: present[0] ?? pathIn(target, target.names[0]) }), reason }]
  }
}

interface Content {
  bytes: Uint8Array
  sha256: string
  ending: 'jpg' | 'png'
}

async function contentOf({ pictures }: Scene, { sha256, ending }: ChosenArt): Promise<Content | undefined> {
  if (sha256 === null || ending === null) return undefined
  const whole = await pictures.read(sha256, ending)
  // Damaged bytes wait as those that are not there do, until the cache has them again.
  if (whole === undefined || (await hashBytes(whole)) !== sha256) return undefined
  if (ending === 'jpg' || ending === 'png') return { bytes: whole, sha256, ending }
  const { bytes, type } = await asPlayable(whole)
  return { bytes, sha256: await hashBytes(bytes), ending: type }
}

function decide(
  { takeOver }: Scene,
  target: Target,
  { content, seen }: { content: Content; seen: readonly Seen[] },
): PreparedStep[] {
  const relPath = pathIn(target, `${target.names[0]}.${content.ending}`)
  const same = seen.find(({ sha256 }) => sha256 === content.sha256)
  const foreign = seen.filter(({ isOurs, sha256 }) => !isOurs && sha256 !== content.sha256)
  const kept = foreign.filter((one) => !takeOver.has(one.relPath))
  const leftOver = (but: string): PreparedStep[] =>
    seen.filter((one) => one.isOurs && one.relPath !== but && one !== same).map((one) => discardStep(one, target.kind))
  if (same !== undefined) return [step('same', target, at(same)), ...leftOver(same.relPath)]
  if (kept.length > 0) return kept.map((one) => ({ ...step('keep', target, at(one)), reason: foreignReason(one) }))
  const there = seen.find((one) => one.relPath === relPath)
  const written = { after: content.sha256, bytes: content.bytes }
  // Of a person, under another name: an undo must know that they never were ours.
  const others = foreign.filter((one) => one.relPath !== relPath).map((one) => step('take-over', target, at(one)))
  if (there === undefined)
    return [...others, ...leftOver(relPath), { ...step('write', target, { relPath }), ...written }]
  const act = there.isOurs ? 'replace' : 'take-over'
  const beforeBytes = there.isOurs ? there.bytes : null
  return [...others, ...leftOver(relPath), { ...step(act, target, at(there)), ...written, beforeBytes }]
}

const at = ({ relPath, sha256 }: Seen) => ({ relPath, before: sha256 })

const step = (
  act: PublishStep['act'],
  { kind }: Target,
  { relPath, before }: { relPath: string; before?: string },
): PreparedStep => ({ act, kind, relPath, before: before ?? null, after: null, bytes: null, beforeBytes: null })
