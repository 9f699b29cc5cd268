import { definePort } from '../../../kernel/port.ts'

/** Where its own screen and API listen: `127.0.0.1:8384`. */
export interface Screen {
  address: string
  hasTls: boolean
}

export interface ServiceState {
  version: string
  /** Its own. */
  deviceId: string
  /** As this server reaches it. */
  reachedAt: string
  screen: Screen & {
    /** Where it really listens. */
    used: string
    /** The address was given when it was started, and the configured one does not count. */
    isOverridden: boolean
    /** Whether its screen asks for a password. */
    isLocked: boolean
  }
  listeners: { configured: readonly string[]; bound: readonly { address: string; problem: string | null }[] }
  devices: readonly { deviceId: string; name: string; isPaused: boolean; isConnected: boolean }[]
  folders: readonly { folderId: string; label: string; path: string; isPaused: boolean; deviceIds: readonly string[] }[]
  /** Devices that ask to be let in. */
  asking: readonly { deviceId: string; name: string; address: string }[]
  /** Folders that devices offer. */
  offered: readonly { folderId: string; label: string; deviceId: string }[]
}

/** A part of its configuration that a plan may change. */
export type ServicePart = { part: 'listeners' } | { part: 'device' | 'folder'; id: string }

/** Of such a part, in our words; null when there is none. */
export type PartValue = Readonly<Record<string, unknown>> | null

/** The settings of its connection by which it is reached, or which say what the connection is about. */
export type ConnectionSettings = Readonly<Record<string, string | undefined>>

/** A service that keeps folders the same on several machines, as far as Patchbay sets it up. */
export interface SyncService {
  /** The ID of a device as the service writes it; undefined when it is none. */
  readDeviceId(text: string): string | undefined
  readState(signal: AbortSignal): Promise<ServiceState>
  readPart(part: ServicePart, signal: AbortSignal): Promise<PartValue>
  /** null removes it. */
  writePart(part: ServicePart, value: PartValue, signal: AbortSignal): Promise<void>
  /**
   * Has its screen listen elsewhere, and waits until it answers there. Repeating it is harmless.
   * @returns the settings by which it is reached from now on
   * @throws ConflictError `syncthing/setting-changed`, `syncthing/port-taken`; UnavailableError when it did not come back
   */
  moveScreen(move: { from: Screen; to: Screen }, signal: AbortSignal): Promise<ConnectionSettings>
  /** The settings of a connection that is about this folder and peer. */
  choose(pair: { folderId: string; deviceId: string }): ConnectionSettings
}

export const SyncService = definePort<SyncService>('archive.sync-service')

/** A service that was found on this machine by its configuration file. */
export interface LocalService {
  /** Absolute path of that file. */
  file: string
  /** Null when the file can't be read. */
  address: string | null
  hasKey: boolean
  folders: readonly { folderId: string; label: string; path: string }[]
  /** Why it can't be read; an error's code. */
  problem: string | null
}

export interface LocalServices {
  /** Reads the configuration files in the usual places: only when a person asks for it. */
  find(): Promise<LocalService[]>
  /**
   * What a connection to it needs.
   * @param file one of those that `find` gives
   * @throws NotFoundError `syncthing/no-such-config`, UnavailableError `syncthing/config-unreadable`
   */
  read(file: string): Promise<{ kind: string; settings: ConnectionSettings; secrets: Readonly<Record<string, string>> }>
}
