import { IconLogout } from '@tabler/icons-react'
import { accessRoutes } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { SwitchField } from '../parts/fields.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useSession } from '../session/use-session.ts'
import { switchSingleKeys, useSingleKeys } from '../parts/keyboard.ts'
import { Page } from '../shell/Page.tsx'
import { chooseTheme, useThemeChoice } from '../theme/scheme.ts'
import { useWords } from '../words.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { Sessions } from './Sessions.tsx'
import { SettingRow } from './SettingRow.tsx'

/** What belongs to this person and this browser. */
export function General() {
  const say = useWords()
  const session = useSession()
  return (
    <Page
      title={say('web.nav.settings.general')}
      subtitle={say('web.settings.general.subtitle', { name: session.name })}
      actions={<SignOut />}
    >
      <Panel title={say('web.settings.browser')} isLined>
        <PanelRows>
          <ThemeRow />
          <KeysRow />
        </PanelRows>
      </Panel>
      {session.person !== null && <PasswordForm />}
      <Sessions />
    </Page>
  )
}

function ThemeRow() {
  const say = useWords()
  const choice = useThemeChoice()
  return (
    <SettingRow label={say('web.settings.theme')}>
      <Segmented
        name={say('web.settings.theme')}
        value={choice}
        onChange={chooseTheme}
        options={(['system', 'light', 'dark'] as const).map((value) => ({
          value,
          label: say(`web.settings.theme.${value}`),
        }))}
      />
    </SettingRow>
  )
}

function KeysRow() {
  const say = useWords()
  return (
    <SettingRow label={say('web.settings.keys')} hint={say('web.settings.keys.hint')}>
      <SwitchField
        name={say('web.settings.keys')}
        label={say('web.settings.keys.on')}
        isOn={useSingleKeys()}
        onChange={switchSingleKeys}
      />
    </SettingRow>
  )
}

function SignOut() {
  const say = useWords()
  // A new page, so that nothing of what was read stays in this one.
  const signOut = useAct(accessRoutes.routes.signOut, () => window.location.assign(new URL('signin', document.baseURI)))
  return (
    <>
      {signOut.error !== null && <ProblemPanel error={signOut.error} />}
      <Button icon={IconLogout} onClick={() => signOut.mutate({})}>
        {say('web.settings.signOut')}
      </Button>
    </>
  )
}
