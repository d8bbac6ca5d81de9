/** Records that could not be events: what was wrong, and where they came from. */
import { api, path } from '../api.js';
import { h } from '../dom.js';
import { count } from '../format.js';
import { confirm } from './dialog.js';
import { emptyState, list } from './list.js';
import { when } from './time.js';
import { doing, toast } from './toast.js';

export function rejected(signal) {
  const rows = list({
    caption: 'Rejected events',
    one: 'record',
    signal,
    columns: [
      ['Reason', (row) => [h('strong', row.reason), h('span', { class: 'sub' }, row.message), row.pointer && h('code', { class: 'chip' }, row.pointer)], 'wide'],
      ['When', (row) => when(row.at)],
      ['Came from', (row) => h('span', { class: 'mono' }, `${row.topic}-${row.partition} @ ${row.offset}`)],
      ['Key', (row) => row.key ?? h('span', { class: 'muted' }, 'none')],
      ['Record', (row) => h('details', h('summary', `${count(row.bytes)} bytes`), h('pre', { tabindex: '0', 'aria-label': 'The record’s beginning' }, row.head))],
      ['', (row) => h('button', { type: 'button', class: 'button', on: { click: (event) => putBack(row, event.currentTarget) } }, 'Put back')],
    ],
    fetchPage: (cursor) => api.get('/v1/rejected-events', { signal, query: { limit: 25, cursor } }),
    empty: () => emptyState('Nothing was rejected', 'A record that is no event (not JSON, no workspace, a type that no contract knows) comes here whole, and the others go on.'),
  });

  async function putBack(row, button) {
    const text = `It goes to the end of ${row.topic}-${row.partition} as it came. Where the cause (${row.reason}) is not mended it is rejected once more.`;
    if (await confirm({ title: 'Put this record back?', text, yes: 'Put back' })) {
      const now = await doing(button, () => api.post(path`/v1/rejected-events/${row.id}/retry`));
      if (now) {
        toast(`It is at ${now.topic}-${now.partition} @ ${now.offset}.`);
      }
    }
  }

  rows.fresh();
  return h('section', { class: 'panel' }, h('h2', 'Rejected events'), rows.box);
}
