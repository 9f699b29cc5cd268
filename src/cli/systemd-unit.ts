import { tmpdir } from 'node:os'
import { sep } from 'node:path'

export interface UnitWish {
  /** Program and arguments. */
  command: readonly string[]
  /** Absolute; the folders of data and settings. */
  folders: readonly string[]
  /** Name of the account that it runs as. */
  user: string
}

/** The server's own grace is 8 s. */
const STOP_WITHIN_S = 30

/**
 * A systemd unit that starts a server at boot, shut off from what it has no use for. Media folders may be anywhere, also
 * on shares that are mounted later, so all but the system's own folders stay writable for the account.
 * Source: systemd.exec(5), systemd.service(5).
 */
export function systemdUnit({ command, folders, user }: UnitWish): string {
  const isTemporary = folders.some((folder) => folder.startsWith(tmpdir() + sep))
  return `[Unit]
Description=Patchbay media operations server
After=network-online.target local-fs.target remote-fs.target
Wants=network-online.target

[Service]
Type=exec
User=${user}
ExecStart=${command.map(word).join(' ')}
EnvironmentFile=-/etc/patchbay.env
CacheDirectory=patchbay
Environment=NODE_COMPILE_CACHE=%C/patchbay
Restart=on-failure
RestartSec=2s
RestartPreventExitStatus=2
TimeoutStopSec=${STOP_WITHIN_S}s
KillMode=mixed
LimitNOFILE=65536

CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=${isTemporary ? 'no' : 'yes'}
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=full
ReadWritePaths=${folders.map((folder) => quote(`-${folder}`)).join(' ')}
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
`
}

/** Of a setting with several values, in which % stands for something. */
const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('%', '%%')}"`

/** Of a command, in which $ does as well. */
const word = (text: string): string => quote(text).replaceAll('$', '$$$$')
