import { syncSetUpRoutes, type ServiceView } from '../../../src/archive/syncing/set-up/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { copyText } from '../../parts/copy-text.ts'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { toast } from '../../parts/toast.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { ListenersForm } from './ListenersForm.tsx'
import { NextStepRow } from './NextStepRow.tsx'
import { peersOf, shortOf } from './next-step.ts'
import { SharingForm } from './SharingForm.tsx'

/** What is changed in Syncthing itself, or by the other machine, it tells only when asked. */
const EVERY_MS = 10_000

/** What a Syncthing shares with whom and where it listens, and the plans that change it. */
export function SyncthingSetUp({ connectionId, name }: { connectionId: number; name: string }) {
  const say = useWords()
  const read = useRead(syncSetUpRoutes.routes.get, { params: { connectionId } }, { everyMs: EVERY_MS })
  const service = read.data
  const maySecrets = useMay('secrets:write')
  const mayConfig = useMay('config:write')
  return (
    <>
      <Panel title={say('web.connections.syncthing.sharing')} isLined>
        <PanelBody>
          {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
          {service !== undefined && (
            <div className="col gap12">
              <NextStepRow service={service} name={name} />
              <Self service={service} />
              {maySecrets && <SharingForm service={service} />}
            </div>
          )}
        </PanelBody>
      </Panel>
      {service !== undefined && (
        <Panel title={say('web.connections.syncthing.listeners')} isLined>
          <PanelBody>
            <div className="col gap12">
              <Heard service={service} />
              {mayConfig && <ListenersForm key={service.screen.address} service={service} />}
            </div>
          </PanelBody>
        </Panel>
      )}
    </>
  )
}

function Self({ service }: { service: ServiceView }) {
  const say = useWords()
  const { deviceId, batchFolder, devices, folders, offered } = service
  const peers = peersOf(service)
  const nameOf = (id: string): string =>
    shortOf(devices.find((one) => one.deviceId === id) ?? { deviceId: id, name: '' })
  const copy = async () => {
    await copyText(deviceId)
    toast({ title: say('web.connections.syncthing.copied') })
  }
  return (
    <>
      <Facts>
        <Fact name={say('web.connections.syncthing.self')}>
          <span className="row wrap">
            <span className="mono break s12">{deviceId}</span>
            <Button isSmall onClick={() => void copy()}>
              {say('web.connections.syncthing.copy')}
            </Button>
          </span>
        </Fact>
        <Fact name={say('web.connections.syncthing.batches')}>
          <span className="mono break s12">{batchFolder}</span>
        </Fact>
        {devices.map((device) => (
          <Fact key={device.deviceId} name={shortOf(device)}>
            {say(`web.connections.syncthing.device.${stateOf(device)}`)}
            {peers.includes(device) && `, ${say('web.connections.syncthing.getsBatches')}`}
          </Fact>
        ))}
        {folders.map((folder) => (
          <Fact key={folder.folderId} name={folder.label}>
            <span className="col gap2">
              <span className="mono break s12">{folder.path}</span>
              <span className="s12 t2">
                {folder.deviceIds.length === 0
                  ? say('web.connections.syncthing.sharedWithNobody')
                  : say('web.connections.syncthing.sharedWith', { devices: folder.deviceIds.map(nameOf).join(', ') })}
              </span>
            </span>
          </Fact>
        ))}
      </Facts>
      {offered.map(({ folderId, label, deviceId: by }) => (
        <p key={`${folderId} ${by}`} className="s12 t2">
          {say('web.connections.syncthing.offered', { folder: label || folderId, device: nameOf(by) })}
        </p>
      ))}
    </>
  )
}

const stateOf = ({ isPaused, isConnected }: ServiceView['devices'][number]) =>
  isPaused ? 'paused' : isConnected ? 'connected' : 'away'

function Heard({ service: { screen, listeners, exposes } }: { service: ServiceView }) {
  const say = useWords()
  return (
    <>
      <Facts>
        <Fact name={say('web.connections.syncthing.screen')}>
          {screen.used === screen.address
            ? screen.address
            : say('web.connections.syncthing.really', { address: screen.address, used: screen.used })}
        </Fact>
        <Fact name={say('web.connections.syncthing.configured')}>{listeners.configured.join(', ')}</Fact>
        {listeners.bound.map(({ address, problem }) => (
          <Fact key={address} name={say('web.connections.syncthing.bound')}>
            {problem === null ? address : `${address}: ${problem}`}
          </Fact>
        ))}
      </Facts>
      <ul className="s13 t2">
        {exposes.map((one) => (
          <li key={one.text}>{one.text}</li>
        ))}
      </ul>
    </>
  )
}
