/** A status as a word with a colour and a sign: no colour alone. */
import { h } from '../dom.js';
import { icon } from './icon.js';

const KINDS = {
  delivered: ['good', 'good', 'Delivered'],
  retrying: ['warn', 'wait', 'Retrying'],
  held: ['info', 'pause', 'Held'],
  failed: ['bad', 'bad', 'Failed'],
  discarded: ['calm', 'bad', 'Discarded'],
  queued: ['info', 'wait', 'Queued'],
  running: ['info', 'play', 'Running'],
  delivering: ['info', 'play', 'Delivering'],
  finished: ['good', 'good', 'Finished'],
  cancelled: ['calm', 'bad', 'Cancelled'],
};

export function badge(kind, sign, text) {
  return h('span', { class: `badge ${kind}` }, icon(sign), text);
}

/** A word of the API as a badge: one of these kinds, or the word itself where it is a new one. */
export function worded(kinds, word) {
  return badge(...(kinds[word] ?? ['calm', 'wait', word]));
}

export function status(word) {
  return worded(KINDS, word);
}

/** Whether it was paused by somebody's word, and not disabled for its failures. */
export function byOwner(webhook) {
  return [null, 'by hand', 'disabled by its owner'].includes(webhook.disabled_reason);
}

/** Of a webhook. */
export function state(webhook) {
  if (webhook.status === 'disabled') {
    return byOwner(webhook) ? badge('calm', 'pause', 'Paused') : badge('bad', 'warn', 'Disabled');
  }
  if (webhook.health.circuit === 'open') {
    return badge('bad', 'warn', 'Down');
  }
  if (webhook.health.consecutive_failures > 0) {
    return badge('warn', 'warn', 'Failing');
  }
  return badge('good', 'good', 'Enabled');
}

/** An answer's status code, or what there was instead of one. */
export function answer(code, error) {
  if (code === null || code === undefined) {
    return error ? h('span', { class: 'code bad' }, error) : h('span', { class: 'code' }, '–');
  }
  return h('span', { class: `code ${code < 300 ? 'good' : 'bad'}` }, code);
}
