import { archiveSettingsIn } from '../archive/settings.ts'
import type { Config } from '../config/config.ts'
import { serverSettings } from '../config/server-settings.ts'
import { systemTimeZone } from '../kernel/time.ts'

/** Each room's own settings. */
export const roomsIn = (dataFolder: string) => ({ server: serverSettings, archive: archiveSettingsIn(dataFolder) })
export type AppConfig = Config<ReturnType<typeof roomsIn>>

export const timeZoneOf = (config: AppConfig): string => config.get().server.timezone ?? systemTimeZone()
