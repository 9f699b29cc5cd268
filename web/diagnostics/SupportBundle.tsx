import { IconCopy, IconDownload, IconPackage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type BundleView, supportRoutes } from '../../src/diagnostics/contract.ts'
import { addressOf, call, type ProblemError } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { keyOf, useAct } from '../api/use-api.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { CheckField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'
import styles from './diagnostics.module.css'

const routes = supportRoutes.routes

/** Made here, read here file by file, and only then taken. */
export function SupportBundle() {
  const say = useWords()
  const [options, setOptions] = useState({ keepsMail: false, keepsHomes: false })
  const make = useAct(routes.makeBundle)
  return (
    <Panel title={say('web.diagnostics.bundle')}>
      <PanelBody>
        <div className="col gap12">
          <p className="s13 t2">{say('web.diagnostics.bundle.how')}</p>
          <div className="row wrap gap12">
            <CheckField
              label={say('web.diagnostics.keepsMail')}
              isOn={options.keepsMail}
              onChange={(keepsMail) => setOptions({ ...options, keepsMail })}
            />
            <CheckField
              label={say('web.diagnostics.keepsHomes')}
              isOn={options.keepsHomes}
              onChange={(keepsHomes) => setOptions({ ...options, keepsHomes })}
            />
          </div>
          <div>
            <Button
              isWrite
              icon={IconPackage}
              whyNot={make.isPending ? say('web.diagnostics.making') : null}
              onClick={() => make.mutate({ body: options })}
            >
              {say(make.data === undefined ? 'web.diagnostics.make' : 'web.diagnostics.makeAgain')}
            </Button>
          </div>
          {make.error !== null && <ProblemPanel error={make.error} />}
          {make.data !== undefined && <Preview key={make.data.bundleId} bundle={make.data} />}
        </div>
      </PanelBody>
    </Panel>
  )
}

function Preview({ bundle }: { bundle: BundleView }) {
  const say = useWords()
  const [shown, setShown] = useState(bundle.files[0]?.name ?? '')
  const { bundleId, sha256 } = bundle
  return (
    <div className="col gap12">
      <div className={styles.preview}>
        <ul className={styles.files} aria-label={say('web.diagnostics.files')}>
          {bundle.files.map(({ name, bytes }) => (
            <li key={name}>
              <button
                type="button"
                className={styles.file}
                aria-pressed={name === shown}
                onClick={() => setShown(name)}
              >
                <span className="mono s12">{name}</span>
                <span className="s12 t3 num end">{formatBytes(bytes)}</span>
              </button>
            </li>
          ))}
        </ul>
        <FileText bundleId={bundleId} name={shown} />
      </div>
      <Removed bundle={bundle} />
      <div className="row wrap gap12">
        <a
          className={buttonClass('primary')}
          href={addressOf(routes.downloadBundle, { params: { bundleId } })}
          download={bundle.fileName}
        >
          <Icon of={IconDownload} />
          <span>{say('web.diagnostics.download', { size: formatBytes(bundle.bytes) })}</span>
        </a>
        <span className="s12 t2 break">
          SHA-256 <code className="mono">{sha256}</code>
        </span>
        <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(sha256)}>
          {say('web.copy')}
        </Button>
      </div>
    </div>
  )
}

function Removed({ bundle: { removed } }: { bundle: BundleView }) {
  const say = useWords()
  const list = removed.map(({ what, count }) => `${what} ${formatNumber(count)}`).join(', ')
  return (
    <p className="s12 t2">
      {list === '' ? say('web.diagnostics.nothingRemoved') : say('web.diagnostics.removed', { list })}
    </p>
  )
}

function FileText({ bundleId, name }: { bundleId: string; name: string }) {
  const say = useWords()
  const request = { params: { bundleId, name } }
  const read = useQuery<string, ProblemError>({
    queryKey: keyOf(routes.getBundleFile, request),
    queryFn: async ({ signal }) => (await call(routes.getBundleFile, request, { signal })).text(),
    staleTime: Infinity,
  })
  if (read.error !== null) return <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
  return (
    <pre className={styles.text} tabIndex={0} aria-label={say('web.diagnostics.contentOf', { name })}>
      {read.data ?? ''}
    </pre>
  )
}
