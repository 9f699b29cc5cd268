import { IconFolder, IconPlug, IconPlus } from '@tabler/icons-react'
import { AttentionCard } from '../parts/AttentionCard.tsx'
import { Button } from '../parts/Button.tsx'
import { EmptyState, NoMatch } from '../parts/EmptyState.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { Check, Checks, Fine } from '../parts/Findings.tsx'
import { Figure, FigureRow } from '../parts/Figure.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Progress } from '../parts/Progress.tsx'
import { CompareTable } from '../parts/CompareTable.tsx'
import { Cord } from '../parts/Cord.tsx'
import { ProofChip, type ProofState } from '../parts/ProofChip.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { StateChip, StateLine } from '../parts/StateChip.tsx'
import type { State } from '../parts/states.ts'
import { Trail, type TrailStep } from '../parts/Trail.tsx'

const STATES: readonly State[] = [
  'done',
  'running',
  'waiting',
  'needsYou',
  'uncertain',
  'failed',
  'ready',
  'off',
  'cancelled',
  'untouched',
  'undone',
]
const PROOFS: readonly [ProofState, string | undefined][] = [
  ['planned', undefined],
  ['sending', '62 %'],
  ['sent', 'no way to ask'],
  ['verified', '1.2 s'],
  ['uncertain', 'looking'],
  ['rejected', '410'],
  ['undone', undefined],
]
const STEPS = ['match', 'check', 'upload', 'analyse', 'title', 'complete', 'read back']

function steps(reached: number, at: State): TrailStep[] {
  return STEPS.map((name, index) => ({ name, state: index < reached ? 'done' : index === reached ? at : 'ready' }))
}

export function StateStories() {
  return (
    <>
      <Panel name="Figures">
        <FigureRow>
          <Figure
            value="212,408"
            label="items, all verified"
            plot={<Sparkline values={[2, 5, 7, 10, 14, 20, 25, 28]} colour="mus" />}
          />
          <Figure
            value="3,410"
            label="filed in 24 hours"
            plot={<Sparkline values={[1, 1, 1, 3, 2, 14, 8, 20]} colour="sho" />}
          />
          <Figure
            value="318"
            label="duplicates, 9.2 GB"
            plot={<Sparkline values={[1, 4, 6, 9, 14, 18, 23, 24]} colour="adv" />}
          />
          <Figure
            value="0"
            label="items in doubt"
            plot={<Sparkline values={[3, 2, 4, 1, 0, 2, 0, 0]} colour="new" />}
          />
        </FigureRow>
      </Panel>
      <div className="grid3">
        <Chips />
        <Proofs />
        <ProgressLines />
      </div>
      <div className="grid3">
        <Cards />
        <Errors />
        <Empties />
      </div>
    </>
  )
}

function Chips() {
  return (
    <Panel title="State chip">
      <PanelBody>
        <div className="col gap12">
          <div className="row wrap">
            {STATES.map((state) => (
              <StateChip key={state} state={state} />
            ))}
          </div>
          <StateLine state="waiting" cause="The archive disk is full." next="Next try 10:43:10." />
        </div>
      </PanelBody>
    </Panel>
  )
}

function Proofs() {
  return (
    <Panel title="Proof chip, trail">
      <PanelBody>
        <div className="col gap12">
          <div className="row wrap">
            {PROOFS.map(([state, detail]) => (
              <ProofChip key={state} state={state} {...(detail === undefined ? {} : { detail })} />
            ))}
          </div>
          <Cord
            name="How far it came"
            steps={[
              { name: 'Planned', detail: '10:11:02, by Ann', tone: 'ok', cord: 'whole' },
              { name: 'Intent kept', detail: '10:11:02, before the first byte', tone: 'ok', cord: 'whole' },
              { name: 'Sent', detail: '10:11:51', tone: 'ok', cord: 'broken' },
              { name: 'Uncertain', detail: 'no answer came', tone: 'unc' },
              { name: 'Verified', detail: 'when LibreTime shows it' },
            ]}
          />
          <CompareTable
            name="Proof so far"
            rows={[
              {
                id: 'title',
                name: 'Title',
                meant: 'Night Drift, 212',
                found: null,
                state: 'uncertain',
                word: 'Not yet',
              },
              { id: 'owner', name: 'Owner', meant: 'patchbay', found: 'patchbay', state: 'verified', word: 'Equal' },
              { id: 'type', name: 'Track type', meant: 'SHO', found: 'MUS', state: 'failed', word: 'Different' },
            ]}
          />
          <div className="row s12 t2 wrap">
            <Trail steps={steps(3, 'running')} /> fourth step of seven at work
          </div>
          <div className="row s12 t2 wrap">
            <Trail steps={steps(2, 'failed')} /> stopped at the third
          </div>
          <div className="row s12 t2 wrap">
            <Trail steps={steps(3, 'uncertain')} /> not known at the fourth
          </div>
        </div>
      </PanelBody>
    </Panel>
  )
}

function ProgressLines() {
  return (
    <Panel title="Progress line">
      <PanelBody>
        <div className="col gap12">
          <Progress
            name="File batch 0147 by date"
            current={1204}
            total={1862}
            rate="212 files/s"
            leftMs={3000}
            item="IMG_4417.HEIC"
          />
          <Progress name="Find duplicates" current={41_220} unit="files" rate="9,100 files/s" item="2019/08/" />
          <Progress
            name="Sync batch 0148"
            current={499}
            total={500}
            count="499 of 500 proven"
            stalled={{ forMs: 240_000, cause: 'attic-nas is out of space' }}
          />
          <Progress
            name="Scan Films"
            current={4}
            total={5}
            count="enrich, 4 of 5"
            phases={[{ share: 0.2, tone: 'ok' }, { share: 0.4, tone: 'ok' }, { share: 0.2 }]}
          />
        </div>
      </PanelBody>
    </Panel>
  )
}

function Cards() {
  return (
    <Panel title="Attention card" isLined>
      <div>
        <AttentionCard
          tone="warn"
          icon={IconFolder}
          title="The photo inbox is not there any more"
          since="2 min"
          actions={
            <>
              <Button isSmall look="primary">
                Look again
              </Button>
              <Button isSmall>What was last seen</Button>
              <Button isSmall look="quiet">
                It moved
              </Button>
            </>
          }
        >
          The folder is empty and its marker is gone: the share is probably not mounted. Nothing is removed; no item was
          changed.
        </AttentionCard>
        <Checks isLined>
          <Check
            health="bad"
            name="Riverside can’t be used: nobody listens at 203.0.113.24."
            todo="Start the service."
          />
          <Check health="warn" name="ffmpeg is not installed: no pictures of films." />
          <Fine findings={[{ level: 'ok', said: { text: 'The database answers.' } }]} />
        </Checks>
        <AttentionCard tone="bad" icon={IconPlug} title="The archive disk can’t be written" since="13 min">
          It is full. 6 files wait; nothing was lost or moved.
        </AttentionCard>
      </div>
    </Panel>
  )
}

function Errors() {
  return (
    <Panel title="Error panel">
      <PanelBody>
        <ErrorPanel
          title="The plan was not applied"
          why="2 files changed after this plan was made."
          todo="Make a new plan; it shows what differs."
          code="plans/world-changed"
          requestId="req_01K9Z5"
          actions={
            <>
              <Button isSmall look="primary">
                Make a new plan
              </Button>
              <Button isSmall>Show the files</Button>
            </>
          }
        />
      </PanelBody>
    </Panel>
  )
}

function Empties() {
  return (
    <Panel title="Empty state">
      <EmptyState
        title="No files in the inbox"
        actions={
          <>
            <Button isSmall look="primary" icon={IconPlus}>
              Add files
            </Button>
            <Button isSmall>Try with 3 samples</Button>
          </>
        }
      >
        Drop photos and videos into <code>data/inbox</code>, or add them here. Patchbay finds their dates and files them
        once.
      </EmptyState>
      <NoMatch title="No run matches" onClear={() => undefined} />
    </Panel>
  )
}
