import type { SettingKey } from './keys.ts'
import { SECRET_MASK } from './marks.ts'
import type { Origin } from './snapshot.ts'
import { sameValue, type Value, valueAt } from './tree.ts'

/** One key whose value in force is another now; secrets are masked. */
export interface KeyChange {
  key: string
  before: Value | undefined
  after: Value | undefined
}

interface Side {
  readonly values: unknown
  readonly origins: ReadonlyMap<string, Origin>
}

export function changedKeys(keys: readonly SettingKey[], before: Side, after: Side): SettingKey[] {
  return keys.filter(({ path }) => !sameValue(valueAt(before.values, path), valueAt(after.values, path)))
}

export function describeChanges(keys: readonly SettingKey[], before: Side, after: Side): KeyChange[] {
  return changedKeys(keys, before, after).map((key) => ({
    key: key.key,
    before: shownValue(key, before.values),
    after: shownValue(key, after.values),
  }))
}

/** A value as it may be shown: a secret that is set is its mask. */
export function shownValue(key: SettingKey, values: unknown): Value | undefined {
  const value = valueAt(values, key.path)
  return key.isSecret && value !== undefined && value !== null && value !== '' ? SECRET_MASK : value
}
