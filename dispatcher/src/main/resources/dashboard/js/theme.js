/** Light, dark, or as the system says. */
const KEY = 'hookstream.theme';
const NEXT = { system: 'light', light: 'dark', dark: 'system' };

function stored() {
  try {
    return localStorage.getItem(KEY) ?? 'system';
  } catch {
    return 'system';
  }
}

export const theme = {
  current: stored(),

  apply() {
    document.documentElement.dataset.theme = this.current;
  },

  turn() {
    this.current = NEXT[this.current] ?? 'system';
    this.apply();
    try {
      localStorage.setItem(KEY, this.current);
    } catch {
      // a frame without storage: it holds as long as the page does
    }
    return this.current;
  },
};
