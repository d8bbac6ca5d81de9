/** Small pictures beside words; never instead of them. */
import { svg } from '../dom.js';

const PATHS = {
  hook: 'M8 3v8a4 4 0 0 0 8 0V9m0 0-3 3m3-3 3 3',
  event: 'M13 2 4 14h7l-1 8 9-12h-7z',
  replay: 'M4 12a8 8 0 1 0 3-6.2M4 4v5h5',
  dead: 'M4 7h16v12H4zM4 7l8 6 8-6M9 19l6-5m0 5-6-5',
  book: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 8h6m-6 4h6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 20.5h4',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4-5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  theme: 'M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z',
  keyboard: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  out: 'M10 4H5v16h5M14 8l4 4-4 4m4-4H9',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  good: 'M5 12.5 10 17 19 7',
  bad: 'M6 6l12 12M18 6 6 18',
  wait: 'M12 7v5l3 3M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5v14l11-7z',
  warn: 'M12 4 2.5 20h19zM12 10v4m0 3h.01',
  test: 'M4 12h12m-5-5 5 5-5 5M20 5v14',
  edit: 'M4 20h4L19 9l-4-4L4 16z',
  key: 'M14 10a4 4 0 1 0-3.5 4L12 15.5V18h2.5v2.5H18V17l-4-4z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
  brand: 'M7 3v9a5.5 5.5 0 0 0 11 0v-2m0 0-3.5 3.5M18 10l3.5 3.5',
};

export function icon(name) {
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, svg('path', { d: PATHS[name] }));
}
