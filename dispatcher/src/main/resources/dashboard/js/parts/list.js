/** A list that is fetched page by page, and what stands there when it is empty. */
import { h, swap } from '../dom.js';
import { ApiError } from '../api.js';
import { plural } from '../format.js';

/**
 * columns: [[title, row => node, class?]]; fetchPage(cursor) answers {data, next_cursor};
 * empty() says something useful. More is appended, so that nothing that was read moves.
 */
export function list({ caption, columns, fetchPage, empty, signal, one = 'row', many = `${one}s`, key = (row) => row.id, attributes = () => ({}) }) {
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'button', on: { click: () => load() } }, 'Show more');
  const said = h('p', { class: 'muted', role: 'status' });
  const table = h(
    'table',
    { class: 'list' },
    h('caption', { class: 'hidden' }, caption),
    h('thead', h('tr', columns.map(([title, , kind]) => h('th', { scope: 'col', class: kind }, title || h('span', { class: 'hidden' }, 'Actions'))))),
    body,
  );
  const box = h('div', { class: 'list-box' });
  let cursor = null;
  let turn = 0;

  function row(item) {
    return h('tr', { ...attributes(item) }, columns.map(([title, cell, kind]) => h('td', { class: kind, 'data-label': title }, cell(item))));
  }

  async function load() {
    const mine = (turn += 1);
    more.disabled = true;
    let page;
    try {
      page = await fetchPage(cursor);
    } catch (fault) {
      if (!signal.aborted && mine === turn) {
        if (!(fault instanceof ApiError)) {
          throw fault;
        }
        swap(box, h('p', { class: 'notice bad', role: 'alert' }, fault.message), h('button', { type: 'button', class: 'button', on: { click: fresh } }, 'Try again'));
      }
      return;
    }
    if (signal.aborted || mine !== turn) {
      return;
    }
    const first = cursor === null;
    cursor = page.next_cursor;
    more.disabled = false;
    more.hidden = !cursor;
    body.append(...page.data.map(row));
    await loaded(page.data);
    // A page may be empty and still have a next one: the server does a bounded amount of work.
    const none = body.children.length === 0;
    if (none && !cursor) {
      swap(box, empty());
    } else if (first || none) {
      swap(box, table, h('div', { class: 'list-foot' }, said, more));
    }
    said.textContent = `${plural(body.children.length, one, many)}${cursor ? ', and there are more' : ''}`;
  }

  async function fresh() {
    cursor = null;
    swap(body);
    await load();
  }

  let loaded = () => {};
  return {
    box,
    fresh,
    /** What is done with the rows of each page, once they are there. */
    whenLoaded(act) {
      loaded = act;
    },
    /** New rows at the top, or in place of what they were; of more than so many the last go. */
    put(items, most) {
      const there = new Map([...body.children].map((tr) => [tr.dataset.id, tr]));
      for (const item of [...items].reverse()) {
        const old = there.get(key(item));
        if (old) {
          old.replaceWith(row(item));
        } else {
          if (!table.isConnected) {
            swap(box, table, h('div', { class: 'list-foot' }, said, more));
          }
          body.prepend(row(item));
        }
      }
      while (body.children.length > most) {
        body.lastElementChild.remove();
        more.hidden = true; // its cursor is behind what was taken away
      }
      said.textContent = `${plural(body.children.length, one, many)}${cursor ? ', and there are more' : ''}`;
    },
  };
}

export function emptyState(title, text, ...more) {
  return h('div', { class: 'empty' }, h('h2', title), h('p', text), more);
}
