/** What is, or was, delivered again. */
import { api } from '../api.js';
import { h } from '../dom.js';
import { count } from '../format.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { status } from '../parts/badge.js';
import { icon } from '../parts/icon.js';
import { emptyState, list } from '../parts/list.js';
import { head } from '../parts/page-head.js';
import { when } from '../parts/time.js';

const button = () => session.may('manage') && h('a', { class: 'button primary', href: href('/replays/new'), 'data-key': 'n' }, icon('plus'), 'New replay');

export function what(replay) {
  const from = replay.event_id ? `event ${replay.event_id}` : replay.webhook_id ? `webhook ${replay.webhook_id}` : 'the whole workspace';
  const which = { failed: 'dead letters of', missed: 'what was missed by', all: 'all of', dead_letters: 'dead letters put back, of' }[replay.status];
  return `${which} ${from}`;
}

function draw({ signal }) {
  const rows = list({
    caption: 'Replays',
    one: 'replay',
    signal,
    key: (row) => row.replay_id,
    columns: [
      ['State', (replay) => [status(replay.state), replay.dry_run && h('span', { class: 'chip' }, 'count only')]],
      ['What', (replay) => [h('a', { class: 'main-link', href: href(`/replays/${replay.replay_id}`), 'data-row': true }, what(replay)), h('span', { class: 'sub mono' }, replay.replay_id)], 'wide'],
      ['Asked for', (replay) => when(replay.created_at)],
      ['Matched', (replay) => count(replay.matched), 'number'],
      ['Delivered', (replay) => count(replay.delivered), 'number'],
      ['Failed', (replay) => count(replay.failed), 'number'],
    ],
    fetchPage: (cursor) => api.get('/v1/webhooks/replays', { signal, query: { limit: 50, cursor } }),
    empty: () => emptyState('No replays', 'A replay delivers old events again: one, or what a webhook had since a time. It is counted before anything is sent, and goes out behind live traffic.', button()),
  });
  rows.fresh();
  return { title: 'Replays', body: [head('Replays', { actions: [button()] }), rows.box] };
}

export default { draw };
