/** Fields with a label, a hint and the place where a fault is said. */
import { h, id, swap } from '../dom.js';

/** name: the field's name in the API, which faults point at. */
export function field(label, name, input, { hint } = {}) {
  input.id ||= id(name);
  const note = h('p', { class: 'hint', id: id('hint') }, hint ?? '');
  const fault = h('p', { class: 'fault', id: id('fault'), role: 'alert' });
  input.setAttribute('aria-describedby', `${note.id} ${fault.id}`);
  const box = h('div', { class: 'field', 'data-field': name }, h('label', { for: input.id }, label), input, hint && note, fault);
  return { box, input, fault };
}

export function text(label, name, value, { hint, ...attributes } = {}) {
  const made = field(label, name, h('input', { value: value ?? '', autocomplete: 'off', ...attributes }), { hint });
  return { ...made, value: () => made.input.value.trim() || null };
}

export function number(label, name, value, { hint, ...attributes } = {}) {
  const made = field(label, name, h('input', { type: 'number', value: value ?? '', ...attributes }), { hint });
  return { ...made, value: () => (made.input.value === '' ? null : Number(made.input.value)) };
}

export function choice(label, name, options, value, { hint } = {}) {
  const made = field(label, name, h('select', options.map(([key, words]) => h('option', { value: key, selected: key === (value ?? '') }, words))), { hint });
  return { ...made, value: () => made.input.value || null };
}

/** What the server, or we, found wrong: beside the field where there is one, else above. */
export function formFaults() {
  const summary = h('div', { class: 'notice bad', role: 'alert', hidden: true });
  return {
    summary,
    clear(form) {
      summary.hidden = true;
      form.querySelectorAll('.fault').forEach((place) => (place.textContent = ''));
      form.querySelectorAll('[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
    },
    show(form, refused) {
      const others = [];
      for (const { pointer, message } of refused.errors ?? []) {
        const [, name = '', part = ''] = pointer.split('/');
        const whole = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
        const box = whole?.querySelector(`[data-field="${CSS.escape(part)}"]`) ?? whole;
        if (box) {
          [...box.querySelectorAll('.fault')].at(-1).textContent += `${pointer.split('/').length > 2 ? `${pointer} ` : 'It '}${message}. `;
          box.querySelector('input, select, textarea')?.setAttribute('aria-invalid', 'true');
          for (let at = box.closest('details'); at; at = at.parentElement.closest('details')) {
            at.open = true;
          }
        } else {
          others.push(`${pointer} ${message}`);
        }
      }
      const words = refused.errors?.length ? refused.title : refused.message;
      swap(summary, h('p', words), others.map((other) => h('p', other)));
      summary.hidden = false;
      (form.querySelector('[aria-invalid]') ?? summary).focus?.();
    },
  };
}
