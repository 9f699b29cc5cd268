import {
  IconFile,
  IconFileText,
  IconList,
  IconMovie,
  IconMusic,
  IconPhoto,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { formatBytes } from '../../format.ts'
import { Icon } from '../../parts/Icon.tsx'
import { Panel, PanelRows } from '../../parts/Panel.tsx'
import { Fact, Facts, Tag } from '../../parts/small.tsx'
import { StateChip, StateLine } from '../../parts/StateChip.tsx'
import { isWord, useWords, type Say } from '../../words.ts'
import { linesOfStreams, streamsOf } from './stream-look.ts'
import styles from './title.module.css'

type FileView = TitleDetail['files'][number]
const ICONS: Readonly<Record<string, TablerIcon>> = {
  video: IconMovie,
  audio: IconMusic,
  image: IconPhoto,
  nfo: IconFileText,
  subtitle: IconList,
}

/** What lies on the disk for a title, and the streams of what plays. */
export function Files({ title }: { title: TitleDetail }) {
  const say = useWords()
  const { files, folder } = title
  return (
    <Panel
      title={say('web.library.files')}
      {...(folder === null
        ? {}
        : { aside: <span className="mono break">{folder.path === '' ? '/' : folder.path}</span> })}
      isLined
    >
      <PanelRows>
        {files.map((file) => (
          <FileRow key={file.fileId} file={file} />
        ))}
        {files.length === 0 && <p className="s13 t2">{say('web.library.files.none')}</p>}
      </PanelRows>
    </Panel>
  )
}

export const useWord = (say: Say, use: string): string => {
  const key = `library.use.${use}`
  return isWord(key) ? say(key) : use
}

function FileRow({ file }: { file: FileView }) {
  const say = useWords()
  const streams = streamsOf(file.streams)
  return (
    <div className={styles.file}>
      <Icon of={ICONS[file.kind] ?? IconFile} />
      <span className="col gap4">
        <span className="mono s12 break">{file.path.slice(file.path.lastIndexOf('/') + 1)}</span>
        <span className="row gap4 wrap">
          <Tag>{useWord(say, file.use)}</Tag>
          {file.language !== null && <Tag>{file.language}</Tag>}
          <span className="s12 t3 num">{formatBytes(file.size)}</span>
        </span>
        {streams !== null && (
          <Facts>
            {linesOfStreams(say, streams).map(({ kind, text }, at) => (
              <Fact key={at} name={kind}>
                <span className="s12">{text}</span>
              </Fact>
            ))}
          </Facts>
        )}
        {streams?.flaws !== undefined && streams.flaws.length > 0 && (
          <StateChip
            state="needsYou"
            word={streams.flaws.map((flaw) => say(`web.library.flaw.${flaw}`)).join(', ')}
            isBare
          />
        )}
        {file.problem !== null && (
          <StateLine state="failed" word={say('web.library.flag.unreadable')} cause={file.problem.text} />
        )}
        {file.missingSince !== null && (
          <StateLine
            state="waiting"
            word={say('web.library.flag.missing')}
            cause={say('web.library.flag.missing.why')}
          />
        )}
      </span>
    </div>
  )
}
