import type { Rule } from './model.ts'
import { cmsKeyUnknown, keyWithoutRights } from './rules/cms.ts'
import { cutShort, lengthsDiffer, overrun, playoutBlocked, rowWithoutFile, showWithoutRows } from './rules/programme.ts'
import {
  challenge,
  clockSkew,
  keyRefused,
  staleUpstream,
  tooOld,
  uploadLimit,
  wrongEndpoint,
  zonesDiffer,
} from './rules/reach.ts'
import { analyzerBlind } from './rules/uploads.ts'

/** Everything that a checkup can name. */
export const RULES: readonly Rule[] = [
  challenge,
  wrongEndpoint,
  keyRefused,
  staleUpstream,
  tooOld,
  uploadLimit,
  analyzerBlind,
  playoutBlocked,
  showWithoutRows,
  cutShort,
  overrun,
  lengthsDiffer,
  rowWithoutFile,
  zonesDiffer,
  clockSkew,
  keyWithoutRights,
  cmsKeyUnknown,
]
