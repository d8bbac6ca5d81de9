/** How far each group is behind on each topic, and what waits in the delay lines. */
import { api, ApiError } from '../api.js';
import { h, sized, swap } from '../dom.js';
import { count, few, plural, span } from '../format.js';
import { badge } from './badge.js';
import { every } from './time.js';

const LOOK_AGAIN = 5_000;
const MUCH = 1_000;
const GROUPS = { dispatch: 'the topology', sender: 'the sender', delay: 'the delay line', log: 'the log' };

export function lag(signal) {
  const lines = h('div');
  const topics = h('div');

  async function look() {
    try {
      const { data } = await api.get('/v1/operations/lag', { signal });
      swap(lines, delayLines(data.filter((row) => row.delay_seconds !== null)));
      swap(topics, byTopic(data.filter((row) => row.delay_seconds === null)));
    } catch (fault) {
      if (fault instanceof ApiError) {
        swap(topics, h('p', { class: 'notice bad', role: 'alert' }, fault.message));
      }
    }
  }
  look();
  every(LOOK_AGAIN, signal, look);
  return [h('section', { class: 'panel' }, h('h2', 'Lag by topic'), topics), h('section', { class: 'panel' }, h('h2', 'Delay lines'), h('p', { class: 'hint' }, 'What failed and waits for its next attempt. It is meant to wait.'), lines)];
}

function byTopic(rows) {
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Lag by topic' },
    h(
      'table',
      { class: 'plain' },
      h('caption', { class: 'hidden' }, 'Lag by topic'),
      h('thead', h('tr', ['Topic', 'Read by', 'Partitions', 'Waiting', ''].map((name) => h('th', { scope: 'col' }, name || h('span', { class: 'hidden' }, 'State'))))),
      h('tbody', rows.map((row) => h('tr', h('th', { scope: 'row' }, h('code', row.topic)), h('td', GROUPS[row.group] ?? row.group), h('td', count(row.partitions)), h('td', count(row.waiting)), h('td', row.waiting < MUCH ? badge('good', 'good', 'Keeps up') : badge('warn', 'wait', 'Behind'))))),
    ),
  );
}

function delayLines(rows) {
  const most = Math.max(1, ...rows.map((row) => row.waiting));
  return h('ul', { class: 'delay-lines' }, rows.map((row) => h('li', h('span', span(row.delay_seconds * 1_000)), h('div', { class: 'meter info', 'aria-hidden': 'true' }, sized(h('span'), { width: `${(row.waiting / most) * 100}%` })), h('span', { title: plural(row.waiting, 'record') }, few(row.waiting)))));
}
