/** Event types from the catalogue, one by one or by a wildcard, and what they cover. */
import { api, ApiError } from '../api.js';
import { h, id, swap } from '../dom.js';
import { plural } from '../format.js';

/** As the topology matches: `*` everything, `a.*` whatever comes after a. */
export function covers(pattern, entry) {
  if (pattern === entry.type) {
    return true;
  }
  return !entry.named_only && (pattern === '*' || (pattern.endsWith('.*') && entry.type.startsWith(pattern.slice(0, -1))));
}

export function eventPicker(chosen, contract, signal) {
  const wanted = new Set(chosen);
  const label = id('events');
  const preview = h('div', { class: 'coverage', role: 'status' });
  const fault = h('p', { class: 'fault', role: 'alert' });
  const choices = h('div', { class: 'catalogue-choices' });
  const added = h('ul', { class: 'chips' });
  const input = h('input', { placeholder: 'order.* or order.paid', 'aria-label': 'A pattern', spellcheck: 'false', autocomplete: 'off', on: { keydown: (event) => event.key === 'Enter' && (event.preventDefault(), take()), input: show } });
  let catalogue = [];
  let operational = [];

  function take() {
    const pattern = input.value.trim();
    if (pattern) {
      wanted.add(pattern);
      input.value = '';
      drawAll();
    }
  }

  function show() {
    const typed = input.value.trim();
    const patterns = typed ? [...wanted, typed] : [...wanted];
    const own = patterns.filter((pattern) => operational.some((entry) => entry.type === pattern));
    const hit = catalogue.filter((entry) => patterns.some((pattern) => covers(pattern, entry)));
    if (patterns.length === 0) {
      swap(preview, 'Choose at least one. ', h('code', '*'), ' is everything, also types that come later.');
    } else if (own.length === patterns.length) {
      swap(preview, 'Covers no event of the product, only what happens to webhooks.');
    } else if (catalogue.length === 0) {
      swap(preview, 'The contract has no catalogue: whatever type is published and matches is delivered.');
    } else {
      const missed = catalogue.filter((entry) => entry.named_only && !hit.includes(entry));
      swap(preview, `Covers ${hit.length} of ${plural(catalogue.length, 'type')}`, hit.length ? ': ' : '.', hit.map((entry) => h('code', { class: 'chip good' }, entry.type)), missed.length > 0 && [' No wildcard reaches ', missed.map((entry) => h('code', { class: 'chip' }, entry.type)), ': name it.']);
    }
  }

  function box(pattern, words, entry) {
    const check = h('input', { type: 'checkbox', checked: wanted.has(pattern), on: { change: () => (check.checked ? wanted.add(pattern) : wanted.delete(pattern), drawChips(), show()) } });
    return h('label', { class: 'check event-choice' }, check, h('span', h('code', pattern), entry && h('span', { class: 'hint' }, words ?? '')));
  }

  function drawAll() {
    const groups = grouped(catalogue);
    swap(
      choices,
      catalogue.length > 0 && box('*', 'everything', false),
      [...groups].map(([group, entries]) => h('fieldset', h('legend', group || 'others'), group && entries.some((entry) => entry.type.startsWith(`${group}.`)) && box(`${group}.*`), entries.map((entry) => box(entry.type, entry.description, entry)))),
      operational.length > 0 && h('fieldset', h('legend', 'about webhooks (no wildcard reaches these)'), operational.map((entry) => box(entry.type, entry.description, entry))),
    );
    drawChips();
    show();
  }

  function drawChips() {
    const known = new Set(['*', ...operational.map((entry) => entry.type), ...catalogue.flatMap((entry) => [entry.type, `${entry.group}.*`])]);
    swap(added, [...wanted].filter((pattern) => !known.has(pattern)).map((pattern) => h('li', { class: 'chip' }, h('code', pattern), h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove ${pattern}`, on: { click: () => (wanted.delete(pattern), drawAll()) } }, '✕'))));
  }

  async function use(name) {
    try {
      ({ data: catalogue, operational } = await api.get('/v1/event-types', { signal, query: { contract: name } }));
    } catch (refused) {
      if (!(refused instanceof ApiError)) {
        return; // the page was left
      }
      fault.textContent = refused.message;
    }
    drawAll();
  }

  use(contract);
  return {
    use,
    box: h('div', { class: 'field', role: 'group', 'aria-labelledby': label, 'data-field': 'events' }, h('p', { class: 'label', id: label }, 'Events'), choices, h('div', { class: 'pattern-row' }, input, h('button', { type: 'button', class: 'button small', on: { click: take } }, 'Add pattern')), added, preview, fault),
    value() {
      take();
      return [...wanted];
    },
  };
}

function grouped(entries) {
  const groups = new Map();
  entries.forEach((entry) => groups.set(entry.group ?? '', [...(groups.get(entry.group ?? '') ?? []), entry]));
  return groups;
}
