import { z } from 'zod'

export const Ping = z.object({ ping: z.literal('pong') })
export const Version = z.object({ version: z.string() })

export const Folder = z.object({
  id: z.string(),
  label: z.string().catch(''),
  path: z.string(),
  type: z.string(),
  paused: z.boolean(),
  devices: z.array(z.object({ deviceID: z.string() })),
})
export type Folder = z.output<typeof Folder>

export const Device = z.object({ deviceID: z.string(), name: z.string().catch(''), paused: z.boolean() })
export type Device = z.output<typeof Device>

export const FolderState = z.object({
  /** Empty while the folder is paused. */
  state: z.string(),
  error: z.string().nullish(),
})

export const Connections = z.object({
  connections: z.record(z.string(), z.object({ connected: z.boolean(), startedAt: z.string().catch('') })),
})

export const Completion = z.object({
  globalBytes: z.number(),
  globalItems: z.number(),
  needBytes: z.number(),
  needItems: z.number(),
  needDeletes: z.number(),
  /** 0 until the peer has told what it has: the other numbers mean nothing then. */
  sequence: z.number(),
  /** From 1.20 on. */
  remoteState: z.enum(['valid', 'paused', 'notSharing', 'unknown']).optional().catch(undefined),
})
export type Completion = z.output<typeof Completion>

const IndexedFile = z.object({
  deleted: z.boolean().catch(false),
  ignored: z.boolean().catch(false),
  invalid: z.boolean().catch(false),
  size: z.number(),
  version: z.array(z.string()).nullish(),
})

export const FileState = z.object({
  global: IndexedFile,
  local: IndexedFile,
  /** Of the devices that are connected now. */
  availability: z.array(z.object({ id: z.string(), fromTemporary: z.boolean().catch(false) })).nullish(),
})
export type FileState = z.output<typeof FileState>

export const Status = z.object({
  myID: z.string(),
  guiAddressUsed: z.string().catch(''),
  guiAddressOverridden: z.boolean().catch(false),
  connectionServiceStatus: z.record(z.string(), z.object({ error: z.string().nullish() })).catch({}),
})

/** Its key and the hash of its password come, too, and are not read. */
export const Gui = z.object({
  address: z.string(),
  useTLS: z.boolean(),
  user: z.string().catch(''),
  password: z
    .string()
    .catch('')
    .transform((hash) => hash !== ''),
  authMode: z.string().catch('static'),
  insecureAdminAccess: z.boolean().catch(false),
})
export type Gui = z.output<typeof Gui>

export const Options = z.object({ listenAddresses: z.array(z.string()) })

export const Folders = z.array(Folder)
export const Devices = z.array(Device)

export const PendingDevices = z.record(
  z.string(),
  z.object({ name: z.string().catch(''), address: z.string().catch('') }),
)
export const PendingFolders = z.record(
  z.string(),
  z.object({ offeredBy: z.record(z.string(), z.object({ label: z.string().catch('') })) }),
)

/** Whole, as it must be given back. */
export const WholeFolder = z.looseObject({
  label: z.string().catch(''),
  path: z.string(),
  type: z.string(),
  devices: z.array(z.looseObject({ deviceID: z.string() })),
})
export const WholeDevice = z.looseObject({ name: z.string().catch(''), addresses: z.array(z.string()) })
export const Defaults = z.looseObject({})
