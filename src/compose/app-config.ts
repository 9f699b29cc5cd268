import { alertSettings } from '../alerts/index.ts'
import { intakeOf } from '../archive/folders.ts'
import { type ArchiveSettings, archiveSettingsIn } from '../archive/settings.ts'
import type { Config } from '../config/config.ts'
import { serverSettings } from '../config/server-settings.ts'
import { systemTimeZone } from '../kernel/time.ts'

/** Each room's own settings. */
export const roomsIn = (dataFolder: string) => ({
  server: serverSettings,
  archive: archiveSettingsIn(dataFolder),
  alerts: alertSettings,
})
export type AppConfig = Config<ReturnType<typeof roomsIn>>

export const timeZoneOf = (config: AppConfig): string => config.get().server.timezone ?? systemTimeZone()

/** What holds of the intake while nobody sets it, by key. */
export function intakeInForce(archive: ArchiveSettings, dataFolder: string): Readonly<Record<string, unknown>> {
  const unset = { ...archive, intake: { ...archive.intake, mode: undefined, settle_sec: undefined } }
  const { mode, settle_sec } = intakeOf(unset, dataFolder)
  return { 'archive.intake.mode': mode, 'archive.intake.settle_sec': settle_sec }
}
