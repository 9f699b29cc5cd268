import type { DateCandidate } from './model.ts'

const D = String.raw`(?<![0-9])`
const END = String.raw`(?![0-9])`

/** Pixel phones name by UTC: `PXL_20231231_220232177.MP.jpg`. */
const PIXEL = /^PXL_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})(\d{3})(?![0-9])/i
/** Facebook and WeChat name by epoch milliseconds. */
const EPOCH_MS = /^(?:FB_IMG_|mmexport|wx_camera_|received_)(\d{13})(?![0-9])/i
/** WhatsApp on a phone: the day it was sent, nothing more. */
const WHATSAPP = /^(?:IMG|VID|AUD|PTT|DOC|STK)-(\d{4})(\d{2})(\d{2})-WA\d+/i
/** Telegram's desktop export: `photo_12@02-01-2023_03-04-05.jpg`. */
const TELEGRAM_EXPORT = /@(\d{2})-(\d{2})-(\d{4})_(\d{2})-(\d{2})-(\d{2})(?![0-9])/
/**
 * Date and time anywhere in the name: IMG_, VID_, MVIMG_, BURST, Screenshot (Android, GNOME, macOS, German), Signal,
 * Telegram, DJI, WhatsApp on a desktop. macOS puts U+202F before AM and PM.
 */
const DATE_AND_TIME = new RegExp(
  String.raw`${D}(\d{4})([-_.]?)(\d{2})\2(\d{2})(?:[-_ T.]|, |\s(?:at|um|à|a las)\s|_at_|)(\d{2}|\d(?=[.:]))[-_.:h]?(\d{2})[-_.:m]?(\d{2})(?:[-_.]?(\d{3}))?${END}(?:[\s\u202f]?([AP])\.?M\b)?`,
  'i',
)
/** A day alone: written with separators, or right behind a camera's prefix. */
const DAY_WRITTEN = new RegExp(String.raw`${D}(\d{4})([-_.])(\d{2})\2(\d{2})${END}`)
const DAY_AFTER_PREFIX = /^(?:IMG|VID|PIC|DSC|MVIMG|Screenshot|signal)[-_](\d{4})(\d{2})(\d{2})(?![0-9])/i

/**
 * The date that a file's name tells, not judged yet: months and days that do not exist are left to the chooser to refuse.
 * @param name the last part of the path, with or without extension
 */
export function dateFromFilename(name: string): DateCandidate | undefined {
  return utcName(name) ?? localName(name)
}

function utcName(name: string): DateCandidate | undefined {
  const pixel = PIXEL.exec(name)
  if (pixel !== null) {
    const [, year, month, day, hour, minute, second, ms] = pixel
    return candidate(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`, 'utc')
  }
  const epoch = EPOCH_MS.exec(name)
  if (epoch === null) return undefined
  return candidate(new Date(Number(epoch[1])).toISOString(), 'utc')
}

function localName(name: string): DateCandidate | undefined {
  const whatsapp = WHATSAPP.exec(name)
  if (whatsapp !== null) return candidate(`${whatsapp[1]}-${whatsapp[2]}-${whatsapp[3]}`, 'local')
  const exported = TELEGRAM_EXPORT.exec(name)
  if (exported !== null) {
    const [, day, month, year, hour, minute, second] = exported
    return candidate(`${year}-${month}-${day}T${hour}:${minute}:${second}`, 'local')
  }
  const full = DATE_AND_TIME.exec(name)
  if (full !== null && isLikelyYear(full[1])) return candidate(withTime(full), 'local')
  const written = DAY_WRITTEN.exec(name)
  if (written !== null && isLikelyYear(written[1]))
    return candidate(`${written[1]}-${written[3]}-${written[4]}`, 'local')
  const prefixed = DAY_AFTER_PREFIX.exec(name)
  return prefixed === null || !isLikelyYear(prefixed[1])
    ? undefined
    : candidate(`${prefixed[1]}-${prefixed[2]}-${prefixed[3]}`, 'local')
}

function withTime(match: RegExpExecArray): string {
  const [, year, , month, day, hour, minute, second, ms, half] = match
  const fraction = ms === undefined ? '' : `.${ms}`
  return `${year}-${month}-${day}T${hourOf(Number(hour), half)}:${minute}:${second}${fraction}`
}

function hourOf(hour: number, half: string | undefined): string {
  if (half === undefined || hour < 1 || hour > 12) return String(hour).padStart(2, '0')
  const isAfternoon = half.toUpperCase() === 'P'
  return String((hour % 12) + (isAfternoon ? 12 : 0)).padStart(2, '0')
}

/** Digits such as `8341_…` are a counter, not a year; 19xx and 20xx go to the chooser, which refuses the rest. */
function isLikelyYear(year: string | undefined): boolean {
  return year !== undefined && (year.startsWith('19') || year.startsWith('20'))
}

function candidate(value: string, frame: 'local' | 'utc'): DateCandidate {
  return { source: 'filename', value, frame }
}
