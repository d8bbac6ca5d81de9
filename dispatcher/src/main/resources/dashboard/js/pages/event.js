/** An event: whom it reached, and why not the others. */
import { api, path } from '../api.js';
import { h, swap } from '../dom.js';
import { exact } from '../format.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { deliveryColumns } from '../parts/delivery-list.js';
import { icon } from '../parts/icon.js';
import { list } from '../parts/list.js';
import { head } from '../parts/page-head.js';
import { payload } from '../parts/payload.js';
import { reach } from '../parts/reach.js';

const to = ['Delivery', (row) => [h('a', { class: 'main-link mono', href: href(`/deliveries/${row.id}`), 'data-row': true }, row.id), h('span', { class: 'sub' }, 'to ', h('a', { class: 'mono', href: href(`/webhooks/${row.webhook_id}`) }, row.webhook_id))], 'wide'];

async function draw({ params, signal }) {
  const where = path`/v1/events/${params.id}`;
  const event = await api.get(where, { signal, query: { data: 'text' } });
  const missed = h('div');
  const others = [];
  const rows = list({
    caption: 'Its deliveries',
    one: 'delivery',
    many: 'deliveries',
    signal,
    columns: deliveryColumns.map((column) => (column[0] === 'Event' ? to : column)),
    fetchPage: async (cursor) => {
      const page = cursor ? await api.get(where, { signal, query: { cursor, data: 'text' } }) : event;
      others.push(...page.not_delivered);
      swap(missed, others.length > 0 && h('section', { class: 'panel' }, h('h2', 'Not the others, and why'), h('p', { class: 'hint' }, 'As they are set now.'), reach(others)));
      return { data: page.deliveries, next_cursor: page.next_cursor };
    },
    empty: () => h('p', { class: 'muted' }, 'It has reached no webhook.'),
  });
  rows.fresh();
  return {
    title: `Event ${event.type}`,
    body: [
      head(event.type, {
        above: h('a', { href: href('/events') }, 'Events'),
        below: h('p', { class: 'under-title' }, h('span', { class: 'mono sub' }, event.id), h('span', { class: 'sub' }, `occurred ${exact(event.occurred_at)}`)),
        actions: [session.may('manage') && h('a', { class: 'button', href: href('/replays/new', { event_id: event.id }) }, icon('replay'), 'Replay it')],
      }),
      h('section', { class: 'panel' }, h('h2', 'Reached'), rows.box),
      missed,
      h('section', { class: 'panel' }, h('h2', 'Data'), payload(event.data)),
    ],
  };
}

export default { draw };
