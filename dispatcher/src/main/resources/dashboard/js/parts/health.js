/** A webhook's health: first in a sentence, then in small pictures. */
import { h, sized } from '../dom.js';
import { ago, count, few, percent, plural, span } from '../format.js';
import { byOwner } from './badge.js';
import { icon } from './icon.js';

export function healthPanel(webhook) {
  const { health } = webhook;
  const [kind, sign, words] = sentence(webhook);
  const full = health.window > 0 ? Math.min(1, health.in_flight / health.window) : 0;
  return h(
    'section',
    { class: 'panel health', 'aria-label': 'Health' },
    h('p', { class: `health-words ${kind}`, role: 'status' }, icon(sign), h('span', words)),
    h(
      'div',
      { class: 'tiles' },
      tile('Success, last hour', percent(health.success_rate_last_hour), health.success_rate_last_hour === null ? 'no attempts' : 'of attempts', meter(health.success_rate_last_hour ?? 0, health.success_rate_last_hour === null ? 'calm' : health.success_rate_last_hour > 0.98 ? 'good' : health.success_rate_last_hour > 0.8 ? 'warn' : 'bad')),
      tile('Window', health.window ? `${count(health.in_flight)} of ${count(health.window)}` : '–', health.window ? 'out at once' : 'not used yet', meter(full, 'info')),
      tile('Circuit', health.circuit === 'open' ? 'Open' : 'Closed', health.circuit === 'open' ? probe(health) : 'everything leaves'),
      tile('Waiting', few(health.backlog), health.oldest_waiting_at ? `the oldest since ${span(Date.now() - new Date(health.oldest_waiting_at))}` : 'nothing waits'),
      tile('Failures in a row', count(health.consecutive_failures), health.consecutive_failures ? 'since the last success' : 'none'),
    ),
  );
}

function probe(health) {
  if (!health.next_probe_at) {
    return 'a probe is out';
  }
  return new Date(health.next_probe_at) > new Date() ? `next probe ${ago(health.next_probe_at)}` : 'next probe as soon as something waits';
}

function sentence(webhook) {
  const { status, disabled_reason: reason, health } = webhook;
  const waits = health.backlog ? ` ${plural(health.backlog, 'delivery', 'deliveries')} ${health.backlog === 1 ? 'waits' : 'wait'}, and none is lost.` : '';
  if (status === 'disabled') {
    return byOwner(webhook) ? ['calm', 'pause', `Paused. What comes is held.${waits}`] : ['bad', 'warn', `Disabled: ${reason}.${waits} Mend the receiver, then resume.`];
  }
  if (health.circuit === 'open') {
    return ['bad', 'warn', `Down: ${plural(health.consecutive_failures, 'attempt')} in a row failed, so nothing is sent but a probe now and then; ${probe(health)}.${waits}`];
  }
  if (health.consecutive_failures > 0) {
    return ['warn', 'warn', `The last ${plural(health.consecutive_failures, 'attempt')} failed; they are retried with growing delays.${waits}`];
  }
  if (health.backlog > 0) {
    return ['info', 'wait', `It answers.${waits}`];
  }
  return ['good', 'good', 'All is well: it answers, and nothing waits.'];
}

function tile(name, value, words, picture) {
  return h('div', { class: 'tile' }, h('p', { class: 'tile-name' }, name), h('p', { class: 'tile-value' }, value), picture, h('p', { class: 'tile-words' }, words));
}

function meter(part, kind) {
  return h('div', { class: `meter ${kind}`, 'aria-hidden': 'true' }, sized(h('span'), { width: `${Math.round(part * 100)}%` }));
}
