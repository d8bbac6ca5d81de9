/** Headers that every request carries; a secret one is never shown again. */
import { h, id } from '../dom.js';
import { icon } from './icon.js';

export function headerRows(headers) {
  const rows = h('div', { class: 'header-rows' });
  const old = new Set(Object.keys(headers));
  const fault = h('p', { class: 'fault', role: 'alert' });

  function add(name = '', { value = '', secret = false } = {}) {
    const kept = secret && value === null;
    const hidden = h('input', { type: 'checkbox', checked: secret });
    const row = h(
      'div',
      { class: 'header-row' },
      h('input', { value: name, placeholder: 'Name', 'aria-label': 'Header’s name', spellcheck: 'false' }),
      h('input', { value: value ?? '', placeholder: kept ? 'unchanged, and not shown' : 'Value', 'aria-label': `Value of the header ${name}`.trim(), spellcheck: 'false', autocomplete: 'off' }),
      h('label', { class: 'check' }, hidden, h('span', 'Secret')),
      h('button', { type: 'button', class: 'quiet', 'aria-label': `Remove the header ${name}`.trim(), on: { click: () => row.remove() } }, icon('bad')),
    );
    rows.append(row);
    return row;
  }

  for (const [name, header] of Object.entries(headers)) {
    add(name, header);
  }
  const label = id('headers');
  const button = h('button', { type: 'button', class: 'button small', on: { click: () => add().querySelector('input').focus() } }, icon('plus'), 'Add a header');
  return {
    box: h('div', { class: 'field', role: 'group', 'aria-labelledby': label, 'data-field': 'headers' }, h('p', { class: 'label', id: label }, 'Headers'), rows, button, fault),
    value() {
      const wanted = {};
      for (const row of rows.children) {
        const [name, value, secret] = row.querySelectorAll('input');
        if (name.value.trim()) {
          wanted[name.value.trim()] = secret.checked ? { ...(value.value ? { value: value.value } : {}), secret: true } : value.value;
        }
      }
      // A merge patch: what was there and is no more is taken away by null.
      old.forEach((name) => (wanted[name] ??= null));
      return Object.keys(wanted).length ? wanted : null;
    },
  };
}
