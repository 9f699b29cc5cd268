import type { Forecast } from '../model.ts'
import { findingsIn } from './findings.ts'
import { type Outlook, pictureOf } from './picture.ts'
import { stripsOf } from './strips.ts'

const KEPT_MOST = 500

/** The days ahead: what is heard, what is missing, what is wrong. It only looks at what it is given. */
export function forecastOf(outlook: Outlook): Forecast {
  const picture = pictureOf(outlook)
  const findings = findingsIn(picture, outlook)
  return {
    strips: stripsOf(picture, outlook),
    findings: findings.slice(0, KEPT_MOST),
    moreFindings: Math.max(0, findings.length - KEPT_MOST),
  }
}
