const RAW = new Set(
  'dng nef nrw cr2 cr3 crw arw sr2 srf orf rw2 raf pef srw 3fr erf mef mos iiq kdc dcr rwl x3f gpr fff'.split(' '),
)
const STILL = new Set('jpg jpeg jpe jfif heic heif hif avif png webp gif tif tiff bmp jxl'.split(' '))
const VIDEO = new Set('mov mp4 m4v mp qt 3gp 3g2 avi mkv webm mts m2ts mpg mpeg wmv insv'.split(' '))
/** Google cuts the names of its sidecars, extension apart, to this length. */
const TAKEOUT_CUT = 46
const SUPPLEMENTAL = '.supplemental-metadata'

export interface NameParts {
  relPath: string
  folder: string
  name: string
  /** The name without its last extension. */
  stem: string
  /** Lower case, without dot. */
  extension: string
  kind: 'raw' | 'still' | 'video' | 'xmp' | 'aae' | 'json' | 'other'
}

export function nameParts(relPath: string): NameParts {
  const slash = relPath.lastIndexOf('/')
  const name = relPath.slice(slash + 1)
  const dot = name.lastIndexOf('.')
  const extension = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
  return {
    relPath,
    folder: relPath.slice(0, slash + 1),
    name,
    stem: dot <= 0 ? name : name.slice(0, dot),
    extension,
    kind: kindOf(extension),
  }
}

function kindOf(extension: string): NameParts['kind'] {
  if (RAW.has(extension)) return 'raw'
  if (STILL.has(extension)) return 'still'
  if (VIDEO.has(extension)) return 'video'
  return extension === 'xmp' || extension === 'aae' || extension === 'json' ? extension : 'other'
}

export interface TakeoutTarget {
  name: string
  /** The name may have been cut: the media's name begins with it. */
  isCut: boolean
}

/**
 * Names of the media that a Takeout sidecar may belong to, the likeliest first: `a.jpg.json`, `a.jpg(1).json` for
 * `a(1).jpg`, `a.jpg.supplemental-metadata.json`, its cut forms such as `a.jpg.supplemental-me.json`, and both together.
 */
export function takeoutTargets(sidecarName: string): TakeoutTarget[] {
  const whole = sidecarName.replace(/\.json$/i, '')
  const counter = /\(\d{1,4}\)$/.exec(whole)?.[0] ?? ''
  const base = withoutSupplemental(whole.slice(0, whole.length - counter.length))
  const isCut = whole.length - counter.length >= TAKEOUT_CUT
  const counted = counter === '' ? base : base.replace(/(\.[^.]+)?$/, (extension) => `${counter}${extension}`)
  const targets = [{ name: counted, isCut }]
  if (counter !== '') targets.push({ name: `${base}${counter}`, isCut: false })
  if (/-edited$/i.test(base)) targets.push({ name: base.replace(/-edited$/i, ''), isCut: false })
  return targets
}

/** What Takeout adds to the name of an edited file, by the language of the account. */
const EDITED =
  /-(edited|effects|bearbeitet|modifié|editado|editada|modificato|bewerkt|redigerad|redigert|redigeret|muokattu|edytowane|upraveno|düzenlendi|編集済み|已修改|수정됨)(?=(\(\d{1,4}\))?$)/iu

/** The stem of the file that an edited one was made of; undefined when the name tells of no edit. */
export function unedited(stem: string): string | undefined {
  const whole = stem.normalize('NFC')
  const without = whole.replace(EDITED, '')
  return without === whole ? undefined : without
}

function withoutSupplemental(base: string): string {
  const dot = base.lastIndexOf('.')
  const tail = dot <= 0 ? '' : base.slice(dot).toLowerCase()
  return tail.length >= 2 && SUPPLEMENTAL.startsWith(tail) ? base.slice(0, dot) : base
}
