/** How far a replay is. */
import { api, path } from '../api.js';
import { h, sized, swap } from '../dom.js';
import { ago, count, exact, plural } from '../format.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { status } from '../parts/badge.js';
import { confirm } from '../parts/dialog.js';
import { head } from '../parts/page-head.js';
import { every } from '../parts/time.js';
import { doing, toast } from '../parts/toast.js';
import { what } from './replays.js';

const GOING = new Set(['queued', 'running', 'delivering']);
const LOOK_AGAIN = 1_500;

async function draw({ params, signal }) {
  const where = path`/v1/webhooks/replays/${params.id}`;
  const body = h('div');
  let replay;

  function show(now) {
    replay = now;
    swap(body, view(replay, cancel));
  }

  async function cancel() {
    if (await confirm({ title: 'Cancel this replay?', text: 'What it has asked for already, at most some 1,000 deliveries, still goes out.', yes: 'Cancel the replay', danger: true })) {
      show(await api.delete(where));
      toast('Cancelled.');
    }
  }

  show(await api.get(where, { signal }));
  every(LOOK_AGAIN, signal, async () => {
    if (GOING.has(replay.state)) {
      try {
        show(await api.get(where, { signal }));
      } catch {
        // the next look may go well
      }
    }
  });
  return { title: 'Replay', body };
}

function view(replay, cancel) {
  const going = GOING.has(replay.state);
  const done = replay.delivered + replay.failed + replay.dropped;
  const part = replay.matched ? Math.min(1, done / replay.matched) : going ? 0 : 1;
  return [
    head(replay.dry_run ? 'Count' : 'Replay', {
      above: h('a', { href: href('/replays') }, 'Replays'),
      below: h('p', { class: 'under-title' }, status(replay.state), h('span', { class: 'sub' }, what(replay))),
      actions: [going && session.may('manage') && h('button', { type: 'button', class: 'button danger', on: { click: (event) => doing(event.currentTarget, cancel) } }, 'Cancel')],
    }),
    h(
      'section',
      { class: 'panel' },
      h('p', { role: 'status' }, words(replay, done)),
      !replay.dry_run && h('div', { class: 'progress', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(Math.round(part * 100)) }, sized(h('span'), { width: `${part * 100}%` })),
      h('div', { class: 'tiles' }, [['Looked at', replay.scanned], ['Matched', replay.matched], ['Delivered', replay.delivered], ['Failed', replay.failed], ['Dropped', replay.dropped]].map(([name, value]) => h('div', { class: 'tile' }, h('p', { class: 'tile-name' }, name), h('p', { class: 'tile-value' }, count(value))))),
      h('p', { class: 'hint' }, `Events from ${exact(replay.since)} until ${exact(replay.until)}${replay.types.length ? `, of ${replay.types.join(', ')}` : ''}; asked for ${ago(replay.created_at)}.`),
    ),
  ];
}

function words(replay, done) {
  if (replay.problem) {
    return `It failed: ${replay.problem}`;
  }
  if (replay.dry_run) {
    return `${plural(replay.matched, 'delivery', 'deliveries')} would be made.`;
  }
  const eta = replay.eta ? `, done ${ago(replay.eta)} as fast as until now` : '';
  return `${count(done)} of ${plural(replay.matched, 'delivery', 'deliveries')} ${replay.matched === 1 ? 'is' : 'are'} through${eta}.`;
}

export default { draw };
