import { IconPlug } from '@tabler/icons-react'
import { useState } from 'react'
import { Banner } from '../parts/Banner.tsx'
import { Button } from '../parts/Button.tsx'
import { CodeEditor } from '../parts/CodeEditor.tsx'
import { CheckField, ChoiceField, PasswordField, SwitchField, TextField } from '../parts/fields.tsx'
import { FileTile } from '../parts/FileTile.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { Count, KeyHint, Tag } from '../parts/small.tsx'
import { toast } from '../parts/toast.ts'
import { TypedConfirm } from '../parts/TypedConfirm.tsx'
import { chooseTheme, useThemeChoice } from '../theme/scheme.ts'

const YAML = `# what lands here is taken in
archive:
  inbox: data/inbox
  pattern: "{year}/{month}/{day}"
  # 20 GB fits one evening of upload
  batch:
    by: size
    max_size_gb: twenty
    allow_parallel: true
`

export function ControlStories() {
  return (
    <>
      <Banner tone="warn" icon={IconPlug}>
        <b>Not connected since 10:41:02.</b> What you see is 74 s old.
      </Banner>
      <div className="grid3">
        <Buttons />
        <Fields />
        <Texts />
      </div>
    </>
  )
}

function Buttons() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Panel title="Buttons">
      <PanelBody>
        <div className="col gap12">
          <div className="row wrap">
            <Button look="primary">Apply 407 operations</Button>
            <Button>Change</Button>
            <Button look="quiet">Discard</Button>
            <Button look="danger">Cancel scan</Button>
            <Button look="danger-fill">Delete 37 files</Button>
            <Button whyNot="2 files changed since the plan was made">Apply</Button>
            <Button isSmall isPressed>
              Pressed
            </Button>
          </div>
          <div className="row wrap">
            <Button
              onClick={() =>
                toast({ title: '407 files filed.', detail: 'All read back.', onUndo: async () => undefined })
              }
            >
              Show a toast
            </Button>
            <Button onClick={() => setOpen(true)}>Show a typed confirmation</Button>
          </div>
          <div className="row wrap">
            <KeyHint>J</KeyHint> <KeyHint>K</KeyHint> <Tag>env</Tag> <Tag isOutlined>file</Tag>{' '}
            <Count value="3" tone="warn" label="3 need you" /> <Count value="318" />
          </div>
          <FileTile name="clip.mov" kind="video" reason="no ffmpeg on this machine" size="large" />
        </div>
      </PanelBody>
      <TypedConfirm
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={() => setOpen(false)}
        title="Delete 1,204 duplicates for good?"
        text="9.2 GB. Each has a verified twin in the archive. They leave the trash, so this can’t be undone."
        count={1204}
        keepLabel="Keep them"
        actLabel="Delete 1,204 files"
      />
    </Panel>
  )
}

function Fields() {
  const theme = useThemeChoice()
  const [isOn, setOn] = useState(true)
  const [size, setSize] = useState('twenty')
  const [path, setPath] = useState('data/inbox')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<'viewer' | 'operator' | 'admin'>('operator')
  return (
    <Panel title="Fields">
      <PanelBody>
        <div className="col gap12">
          <Segmented
            name="Theme"
            value={theme}
            onChange={chooseTheme}
            options={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
          <TextField label="Inbox" value={path} onChange={setPath} isMono hint="612 GB free, writable" />
          <TextField
            label="Archive"
            value="/srv/photos/archive"
            onChange={setPath}
            isMono
            isLocked
            hint="Set by PATCHBAY_ARCHIVE. Change it there and restart."
          />
          <TextField
            label="Batch limit"
            value={size}
            onChange={setSize}
            unit="GB"
            error="Needs a number above 0, for example 20."
          />
          <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="new-password" />
          <ChoiceField
            label="Role"
            value={role}
            onChange={setRole}
            options={[
              { value: 'viewer', label: 'Viewer' },
              { value: 'operator', label: 'Operator' },
              { value: 'admin', label: 'Admin' },
            ]}
          />
          <SwitchField label="On: a new one need not wait" isOn={isOn} onChange={setOn} />
          <CheckField label="Also the hidden ones" isOn={isOn} onChange={setOn} />
        </div>
      </PanelBody>
    </Panel>
  )
}

function Texts() {
  const [yaml, setYaml] = useState(YAML)
  return (
    <Panel title="patchbay.yaml" aside="your comments stay" isLined>
      <CodeEditor
        name="patchbay.yaml"
        value={yaml}
        onChange={setYaml}
        marks={[
          { line: 4, tone: 'changed' },
          { line: 8, tone: 'bad', note: 'needs a number' },
        ]}
      />
    </Panel>
  )
}
