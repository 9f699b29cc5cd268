export const LIMIT = ['--limit <n>', 'limit'] as const
export const NO_WAIT = ['--no-wait', 'no-wait'] as const
export const DRY_RUN = ['--dry-run', 'dry-run'] as const
export const FORCE = ['--force', 'force'] as const
export const STATE = ['--state <state>', 'state'] as const
