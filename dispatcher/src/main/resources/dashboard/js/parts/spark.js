/** A day in a line of 24 bars: what was delivered, and on top what failed. */
import { svg } from '../dom.js';
import { count, plural } from '../format.js';

const WIDTH = 120;
const HEIGHT = 24;

export function spark(delivered, failed) {
  const most = Math.max(1, ...delivered.map((value, i) => value + failed[i]));
  const step = WIDTH / delivered.length;
  const bars = delivered.flatMap((good, i) => {
    const tall = (value) => (value === 0 ? 0 : Math.max(1.5, (value / most) * HEIGHT));
    const [up, down] = [tall(good), tall(failed[i])];
    const bar = (kind, y, height) => height > 0 && svg('rect', { class: kind, x: i * step, y, width: step - 1, height, rx: 1 });
    return [bar('good', HEIGHT - up, up), bar('bad', Math.max(0, HEIGHT - up - down), down)];
  });
  const [all, bad] = [sum(delivered), sum(failed)];
  const words = all + bad === 0 ? 'Nothing in the last 24 hours' : `${count(all)} delivered and ${plural(bad, 'failed attempt')} in the last 24 hours`;
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'spark-chart', role: 'img', 'aria-label': words }, svg('title', words), svg('line', { class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }), bars);
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
