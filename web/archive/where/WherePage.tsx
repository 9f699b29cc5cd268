import { useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented } from '../../parts/Segmented.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { FilesHere } from './FilesHere.tsx'
import { FilesOfServer } from './FilesOfServer.tsx'
import { useCheck } from './use-check.ts'

const SOURCES = ['here', 'server'] as const

/** Before a card is emptied: whether verified copies of its files exist, where, and since when. */
export function WherePage() {
  const say = useWords()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/archive/where' })
  const { check, view } = useCheck()
  const { root, path = '' } = search
  const source = search['of'] === 'server' || root !== undefined ? 'server' : 'here'
  return (
    <Page title={say('web.nav.archive.where')} subtitle={say('web.archive.where.subtitle')}>
      <div>
        <Segmented
          name={say('web.archive.where.source')}
          value={source}
          onChange={(of) =>
            void navigate({ to: '/archive/where', search: of === 'server' ? { of } : {}, replace: true })
          }
          options={SOURCES.map((value) => ({ value, label: say(`web.archive.where.source.${value}`) }))}
        />
      </div>
      {source === 'here' ? (
        <FilesHere check={check} view={view} />
      ) : (
        <FilesOfServer key={`${root}/${path}`} root={root} path={path} />
      )}
    </Page>
  )
}
