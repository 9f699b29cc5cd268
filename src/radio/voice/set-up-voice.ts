import { join } from 'node:path'
import type { EffectRegistry } from '../../deliveries/index.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import { createSums, uploadTrack } from '../hydration/index.ts'
import type { VoiceDeps } from './deps.ts'
import { SendTake } from './jobs.ts'
import { voiceRoutesOf } from './routes.ts'
import { noteSendFailure, sendTakeJob, UPLOAD_VOICE } from './send-take.ts'
import { createTakeFiles } from './take-files.ts'

export interface VoiceSetup extends Omit<VoiceDeps, 'files'> {
  effects: EffectRegistry
  /** Absolute. */
  dataFolder: string
}

export function setUpVoice(given: VoiceSetup): BoundRoute[] {
  const deps = { ...given, files: createTakeFiles(join(given.dataFolder, 'voice')) }
  deps.effects.add(uploadTrack(deps.openLibrary, createSums(), UPLOAD_VOICE))
  deps.jobs.handle(SendTake, sendTakeJob(deps), { onSettled: noteSendFailure() })
  return voiceRoutesOf(deps)
}
