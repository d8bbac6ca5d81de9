/** The keyboard: g and a letter goes somewhere, / searches, ? helps. */
import { h, swap } from './dom.js';
import { go } from './router.js';
import { session } from './session.js';
import { icon } from './parts/icon.js';
import { dialog } from './parts/dialog.js';

const PLACES = { w: '/webhooks', e: '/events', r: '/replays', d: '/dead-letters', c: '/catalogue', o: '/operators' };
const SHORTCUTS = [
  ['g w', 'Webhooks'],
  ['g e', 'Events'],
  ['g r', 'Replays'],
  ['g d', 'Dead letters'],
  ['g c', 'Catalogue'],
  ['g o', 'Operators (with the operator’s key)'],
  ['n', 'New: webhook or replay, where the page has one'],
  ['/', 'Search or filter the page'],
  ['j, k', 'Next, previous row of a list'],
  ['Enter', 'Open the row'],
  ['?', 'This help'],
  ['Esc', 'Close a dialog'],
];

let waiting = false;

export function listen() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]') || !session.me) {
      return;
    }
    if (waiting) {
      waiting = false;
      const place = PLACES[event.key];
      if (place && (place !== '/operators' || session.isOperator)) {
        event.preventDefault();
        go(place);
      }
      return;
    }
    act(event);
  });
}

function typing(target) {
  return target.matches?.('input, textarea, select, [contenteditable]') ?? false;
}

function act(event) {
  const press = { g: () => (waiting = true), '?': help, '/': search, n: () => document.querySelector('[data-key="n"]')?.click(), j: () => step(1), k: () => step(-1) }[event.key];
  if (press) {
    event.preventDefault();
    press();
  }
}

function search() {
  document.querySelector('main [data-key="/"]')?.focus();
}

function step(by) {
  const rows = [...document.querySelectorAll('main [data-row]')];
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

function help() {
  dialog('Keyboard shortcuts', (body) => {
    swap(body, h('table', { class: 'shortcuts' }, h('caption', { class: 'hidden' }, 'Keyboard shortcuts'), h('tbody', SHORTCUTS.map(([keys, what]) => h('tr', h('th', { scope: 'row' }, keys.split(' ').map((key) => h('kbd', key))), h('td', what))))));
  });
}

export function helpButton() {
  return h('button', { type: 'button', class: 'quiet', on: { click: help } }, icon('keyboard'), 'Shortcuts');
}
