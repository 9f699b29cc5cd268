import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { LinkView, VoiceDayView } from '../../../src/radio/voice/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { addDays, dayInWords, wallAt } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import type { BoardProps } from '../StationScreen.tsx'
import { LinkDesk } from './LinkDesk.tsx'
import { LinkList } from './LinkList.tsx'
import { type Address, useVoiceDay } from './use-voice.ts'
import styles from './voice.module.css'

const isOpen = ({ state }: LinkView): boolean => state === 'to-record' || state === 'not-chosen'

export function Studio({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const { stationId, name } = station
  const airDate = address.day ?? wallAt(Date.now(), station.timeZone).airDate
  const read = useVoiceDay(stationId, airDate)
  const links = read.data?.airDate === airDate ? read.data.links : []
  const link = links.find(({ entryId }) => entryId === address.link) ?? links.find(isOpen) ?? links[0]
  const { set } = address
  const opened = address.link === undefined ? link?.entryId : undefined
  // It stays the one that is worked on when it is not the first open one any more.
  useEffect(() => {
    if (opened !== undefined) set({ link: String(opened) })
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [opened])
  const left = links.filter(isOpen)
  const next = left.find((one) => one !== link)
  const select = (one: LinkView) => address.set({ link: String(one.entryId) })
  return (
    <Page
      title={say('web.nav.radio.voice')}
      subtitle={say('web.voice.subtitle', { name, day: dayInWords(airDate), count: left.length })}
      actions={
        <>
          {picker}
          <DaySteps airDate={airDate} address={address} />
          <Button
            icon={IconChevronRight}
            whyNot={next === undefined ? say('web.voice.noneLeft') : null}
            onClick={() => next !== undefined && select(next)}
          >
            {say('web.voice.next')}
          </Button>
        </>
      }
    >
      {children}
      <ReadProblem read={read} />
      {read.data?.airDate === airDate && links.length === 0 && <Nothing day={read.data} />}
      {read.data !== undefined && link !== undefined && (
        <div className={styles.studio}>
          <LinkList day={read.data} open={link} onOpen={select} />
          <LinkDesk key={link.entryId} day={read.data} link={link} />
        </div>
      )}
    </Page>
  )
}

function Nothing({ day }: { day: VoiceDayView }) {
  const say = useWords()
  const isWithout = day.logId === null
  return (
    <Panel name={say('web.nav.radio.voice')}>
      <EmptyState title={say(isWithout ? 'web.voice.noLog' : 'web.voice.noLinks')}>
        {say(isWithout ? 'web.voice.noLog.how' : 'web.voice.noLinks.how')}
        {day.withoutPlace.length > 0 && ` ${say('web.voice.withoutPlace', { count: day.withoutPlace.length })}`}
      </EmptyState>
    </Panel>
  )
}

function DaySteps({ airDate, address }: { airDate: string; address: Address }) {
  const say = useWords()
  const go = (day: string) => address.set({ day, link: undefined })
  return (
    <span className={`${styles.steps} row gap4`}>
      <Button isIconOnly icon={IconChevronLeft} onClick={() => go(addDays(airDate, -1))}>
        {say('web.voice.dayBefore')}
      </Button>
      <input
        type="date"
        className={styles.date}
        aria-label={say('web.voice.day')}
        value={airDate}
        onChange={({ currentTarget: { value } }) => value !== '' && go(value)}
      />
      <Button isIconOnly icon={IconChevronRight} onClick={() => go(addDays(airDate, 1))}>
        {say('web.voice.dayAfter')}
      </Button>
    </span>
  )
}
