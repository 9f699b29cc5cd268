import { Menu } from '@mantine/core'
import { IconBookmark, IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { ListName, ViewView } from '../../src/views/contract.ts'
import { inOneSentence } from '../api/client.ts'
import { Button } from '../parts/Button.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useWords } from '../words.ts'
import styles from './SavedViews.module.css'
import { isSameLook, useLook, useSavedViews, type Look } from './use-saved-views.ts'
import { ViewForm } from './ViewForm.tsx'

interface SavedViewsProps {
  /** Also the name under which the table keeps its hidden columns. */
  list: ListName
  /** Which parts of the address are filters of the list. */
  filters: readonly string[]
}

/** Above or below the button, wherever there is room, and clear of the phone's bar at the bottom. */
const WITHIN_SIGHT = { flip: true, shift: true, size: { padding: { top: 8, bottom: 72 } } }

const NOTHING: Look = { filters: {}, hidden: [] }

/** The menu of the views of a list: choose one, keep how the list stands now, or change the one that is chosen. */
export function SavedViews({ list, filters }: SavedViewsProps) {
  const say = useWords()
  const { look, viewId, names, show } = useLook(list, filters)
  const saved = useSavedViews(list)
  const [form, setForm] = useState<'save' | 'rename' | null>(null)
  const chosen = saved.views.find((view) => String(view.viewId) === viewId)
  const isChanged = chosen !== undefined && !isSameLook(look, chosen)
  const close = () => setForm(null)
  return (
    <>
      {saved.error !== null && (
        <span role="alert" className="s12 tone-bad">
          {inOneSentence(saved.error)}
        </span>
      )}
      <Menu position="bottom-end" width="min(20rem, 100vw - 24px)" middlewares={WITHIN_SIGHT} onOpen={saved.refresh}>
        <Menu.Target>
          <Button isSmall look="quiet" icon={IconBookmark}>
            <span className={styles.title}>{titleOf(say, chosen, isChanged)}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu}>
          <Choices
            views={saved.views}
            standing={isChanged ? undefined : chosen}
            isEverything={chosen === undefined && isSameLook(look, NOTHING)}
            onChoose={show}
          />
          <Menu.Divider />
          <Menu.Item onClick={() => setForm('save')}>{say('web.views.saveThis')}</Menu.Item>
          {chosen !== undefined && (
            <Acts
              view={chosen}
              isChanged={isChanged}
              onUpdate={() => saved.refill(chosen, look)}
              onRename={() => setForm('rename')}
              onShare={(isShared) => saved.share(chosen, isShared)}
              onRemove={() => {
                saved.remove(chosen, names)
                names(undefined)
              }}
            />
          )}
        </Menu.Dropdown>
      </Menu>
      <ViewForm
        list={list}
        look={look}
        view={form === 'rename' ? chosen : undefined}
        isOpen={form !== null}
        onClose={close}
        onDone={(view) => {
          close()
          names(view.viewId)
        }}
      />
    </>
  )
}

type Say = ReturnType<typeof useWords>

function titleOf(say: Say, chosen: ViewView | undefined, isChanged: boolean): string {
  if (chosen === undefined) return say('web.views')
  return say(isChanged ? 'web.views.chosenChanged' : 'web.views.chosen', { name: chosen.name })
}

interface ChoicesProps {
  views: readonly ViewView[]
  /** As it was saved. */
  standing: ViewView | undefined
  isEverything: boolean
  onChoose: (view: ViewView | null) => void
}

function Choices({ views, standing, isEverything, onChoose }: ChoicesProps) {
  const say = useWords()
  const own = views.filter((view) => view.isOwn)
  const others = views.filter((view) => !view.isOwn)
  const choice = (view: ViewView) => (
    <Choice key={view.viewId} isOn={view === standing} onChoose={() => onChoose(view)}>
      {view.isOwn && view.isShared ? say('web.views.ownShared', { name: view.name }) : view.name}
    </Choice>
  )
  return (
    <>
      <Choice isOn={isEverything} onChoose={() => onChoose(null)}>
        {say('web.views.everything')}
      </Choice>
      {own.length > 0 && <Menu.Label>{say('web.views.mine')}</Menu.Label>}
      {own.map(choice)}
      {others.length > 0 && <Menu.Label>{say('web.views.shared')}</Menu.Label>}
      {others.map(choice)}
    </>
  )
}

function Choice({ isOn, onChoose, children }: { isOn: boolean; onChoose: () => void; children: string }) {
  return (
    <Menu.RadioItem value="" checked={isOn} checkIcon={<Icon of={IconCheck} />} closeMenuOnClick onChange={onChoose}>
      {children}
    </Menu.RadioItem>
  )
}

interface ActsProps {
  view: ViewView
  isChanged: boolean
  onUpdate: () => void
  onRename: () => void
  onShare: (isShared: boolean) => void
  onRemove: () => void
}

/** What can be done with the chosen view. */
function Acts({ view, isChanged, onUpdate, onRename, onShare, onRemove }: ActsProps) {
  const say = useWords()
  const { name, can, isShared } = view
  // One of somebody else is given back to its person, not taken away from them.
  const mayRemove = can.remove && (view.isOwn || view.personId === null)
  return (
    <>
      {isChanged && can.refill && <Menu.Item onClick={onUpdate}>{say('web.views.update', { name })}</Menu.Item>}
      {can.rename && <Menu.Item onClick={onRename}>{say('web.views.renameThis')}</Menu.Item>}
      {can.share && (
        <Menu.Item onClick={() => onShare(!isShared)}>
          {say(isShared ? 'web.views.unshare' : 'web.views.share')}
        </Menu.Item>
      )}
      {mayRemove && <Menu.Item onClick={onRemove}>{say('web.views.remove')}</Menu.Item>}
    </>
  )
}
