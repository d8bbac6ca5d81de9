/** Elements without markup: whatever text comes in is text, never HTML. */

const SVG = 'http://www.w3.org/2000/svg';
const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'selected', 'indeterminate', 'readOnly']);

/** h('a', {href: '/x', on: {click}}, 'text', child, [more]) */
export function h(tag, given = {}, ...children) {
  return fill(document.createElement(tag), given, children);
}

export function svg(tag, given = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), given, children);
}

function fill(element, given, children) {
  const attributes = isChild(given) ? {} : given;
  for (const [name, value] of Object.entries(attributes)) {
    set(element, name, value);
  }
  append(element, isChild(given) ? [given, ...children] : children);
  return element;
}

function isChild(given) {
  return typeof given === 'string' || typeof given === 'number' || given instanceof Node || Array.isArray(given);
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (name === 'on') {
    for (const [event, listener] of Object.entries(value)) {
      element.addEventListener(event, listener);
    }
  } else if (AS_PROPERTY.has(name)) {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Puts other children in place of what is there. */
export function swap(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Sizes that come from data: allowed by the policy, which forbids only style in markup. */
export function sized(element, styles) {
  for (const [name, value] of Object.entries(styles)) {
    element.style.setProperty(name, value);
  }
  return element;
}

let last = 0;

/** An id for a label to point at. */
export function id(name) {
  last += 1;
  return `${name}-${last}`;
}
