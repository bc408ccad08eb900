// How readers want the text to look: colours, size of letters, lines. Known before the page is
// drawn, so that it never flashes in the wrong colours or moves.
"use strict";

globalThis.scholiastSettings = (() => {
  const root = document.documentElement;
  const KEY = "scholiast-settings";
  const WAIT = 400; // ms for fonts to come
  const THEMES = ["auto", "light", "sepia", "dark"];
  // Least, most and step; `length` is that of a line in hundredths of what is usual.
  const RANGES = { size: [80, 200, 10], spacing: [120, 220, 10], length: [70, 160, 10] };
  const USUAL = { theme: "auto", size: 100, spacing: 150, length: 100, keys: true };

  const sound = (found) => {
    const settings = { ...USUAL };
    if (THEMES.includes(found.theme)) settings.theme = found.theme;
    if (typeof found.keys === "boolean") settings.keys = found.keys;
    for (const [name, [least, most]] of Object.entries(RANGES)) {
      if (found[name] >= least && found[name] <= most) settings[name] = found[name];
    }
    return settings;
  };

  const recall = () => {
    try {
      return sound(JSON.parse(localStorage.getItem(KEY)) || {});
    } catch {
      // A folder opened from disk may have no storage: choices last for this page.
      return { ...USUAL };
    }
  };

  const remember = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(settings));
    } catch {
      // As above.
    }
  };

  const apply = () => {
    const { theme, size, spacing, length } = settings;
    root.dataset.theme = theme;
    const own = { "--size": [size, 100], "--spacing": [spacing, 150], "--length": [length, 100] };
    for (const [name, [value, usual]] of Object.entries(own)) {
      if (value === usual) root.style.removeProperty(name);
      else root.style.setProperty(name, value / 100);
    }
  };

  const settings = recall();
  apply();
  root.classList.add("scripts");

  // The page is shown when its fonts are there, which no line then moves for: at once where it
  // comes from a folder; on a slow line, after a moment, in fonts of the system.
  const show = () => requestAnimationFrame(() => root.classList.remove("awaited"));
  root.classList.add("awaited");
  setTimeout(show, WAIT);
  document.addEventListener("DOMContentLoaded", () => {
    root.getBoundingClientRect(); // laid out, a page asks for the fonts that it needs
    document.fonts.ready.then(show);
  });

  const set = (changes) => {
    Object.assign(settings, sound({ ...settings, ...changes }));
    apply();
    remember();
    root.dispatchEvent(new Event("scholiast-settings"));
  };

  // In another window of the same book.
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    Object.assign(settings, recall());
    apply();
    root.dispatchEvent(new Event("scholiast-settings"));
  });

  return { settings, set, THEMES, RANGES, USUAL };
})();
