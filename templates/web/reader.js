// What readers have beside the text: keys, how the text looks, the way to the search, and the
// place where they stopped. Without this script there are links to all that there is.
"use strict";

(() => {
  const { book, words, search: files } = globalThis.scholiast;
  const { settings, set, THEMES, RANGES, USUAL } = globalThis.scholiastSettings;
  const root = document.documentElement;
  const own = document.currentScript.src;

  const make = (name, attributes, ...content) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  };

  // -- dialogs --

  // One over another: the last that was opened, if any is.
  const opened = () => [...document.querySelectorAll("dialog[open]")].pop();

  const makeDialog = (kind, label, ...content) => {
    const close = make("button", { type: "button", class: "note-dialog-close", "aria-label": words.close });
    const title = make("h2", { class: "tool-dialog-title", id: `tool-${kind}` }, label);
    const head = make("div", { class: "tool-dialog-head" }, title, close);
    const box = { class: `tool-dialog tool-${kind}`, "aria-labelledby": title.id };
    const dialog = make("dialog", box, make("div", { class: "tool-dialog-sheet" }, head, ...content));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // beside the sheet
    });
    document.body.append(dialog);
    return dialog;
  };

  // Browsers give the focus back to where it was (HTML Standard, 4.11.4).
  const once = (build) => {
    let dialog = null;
    return () => {
      dialog ??= build();
      if (!dialog.open && !opened()) dialog.showModal();
    };
  };

  // -- how the text looks --

  const makeThemes = () => {
    const names = { auto: words.automatic, light: words.light, sepia: words.sepia, dark: words.dark };
    const choices = THEMES.map((theme) => {
      const input = make("input", { type: "radio", name: "theme", value: theme });
      input.addEventListener("change", () => set({ theme }));
      return make("label", { class: `theme-choice theme-${theme}` }, input, names[theme]);
    });
    const legend = make("legend", {}, words.theme);
    return make("fieldset", { class: "themes" }, legend, make("div", {}, ...choices));
  };

  const makeRange = (name) => {
    const [min, max, step] = RANGES[name];
    const input = make("input", { type: "range", name, min, max, step });
    const value = make("output", {});
    input.addEventListener("input", () => set({ [name]: Number(input.value) }));
    return make("label", { class: "range" }, make("span", {}, words[name]), value, input);
  };

  const showSettings = (form) => {
    for (const input of form.elements) {
      if (input.type === "radio") input.checked = input.autofocus = settings.theme === input.value;
      if (input.type !== "range") continue;
      input.value = settings[input.name];
      input.setAttribute("aria-valuetext", `${input.value} %`);
      input.parentElement.querySelector("output").textContent = `${input.value} %`;
    }
  };

  const openDisplay = once(() => {
    const reset = make("button", { type: "button", class: "tool-button" }, words.reset);
    const form = make("form", {}, makeThemes(), ...Object.keys(RANGES).map(makeRange), reset);
    const keys = make("button", { type: "button", class: "tool-button" }, words.keys);
    form.append(keys);
    keys.addEventListener("click", () => {
      opened().close();
      openHelp();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    reset.addEventListener("click", () => set({ ...USUAL, keys: settings.keys }));
    root.addEventListener("scholiast-settings", () => showSettings(form));
    showSettings(form);
    return makeDialog("display", words.display, form);
  });

  const nextTheme = () => set({ theme: THEMES[(THEMES.indexOf(settings.theme) + 1) % THEMES.length] });

  // -- search: its script and its index are loaded when they are first asked for --

  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(name, own).href });
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  let search = null;
  const openSearch = async () => {
    if (opened() || !files.length) return;
    search ??= load("search.js").then(() => globalThis.scholiastSearch.start({ load, make, makeDialog }));
    try {
      (await search)();
    } catch (problem) {
      search = null;
      tell(words.failed);
      throw problem;
    }
  };

  // -- a line at the foot of the window --

  const tell = (text, ...more) => {
    for (const old of document.querySelectorAll(".told")) old.remove();
    const close = make("button", { type: "button", class: "note-dialog-close", "aria-label": words.close });
    const told = make("div", { class: "told", role: "status" }, make("span", {}, text), ...more, close);
    close.addEventListener("click", () => told.remove());
    document.body.append(told);
    return told;
  };

  // -- where one stopped --

  const PLACE = `scholiast-place:${book}`;
  const page = location.pathname.split("/").pop() || "index.html";

  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(PLACE));
    } catch {
      return null; // no storage: there is no place to go back to
    }
  };

  // A heading without the numbers of notes and the sign of its link.
  const spoken = (heading) => {
    const copy = heading.cloneNode(true);
    for (const sign of copy.querySelectorAll("a.note-ref, .section-link")) sign.remove();
    return copy.textContent;
  };

  const storePlace = () => {
    const blocks = document.querySelectorAll(".chapter-text [id]:not(a, .note)");
    const above = [...blocks].filter((block) => block.getBoundingClientRect().top < 0.3 * innerHeight);
    const last = scrollY > 40 && above[above.length - 1];
    const chapter = last ? last.closest(".chapter") : document.querySelector(".chapter");
    const title = spoken(chapter.querySelector("h1"));
    const place = { page, title, id: last ? last.id : "" };
    try {
      localStorage.setItem(PLACE, JSON.stringify(place));
    } catch {
      // No storage: nothing is kept.
    }
  };

  // Whether the reader came from elsewhere: from another page of the book one begins at its top.
  const isArrival = () => {
    const [entry] = performance.getEntriesByType("navigation");
    let known = true;
    try {
      known = sessionStorage.getItem(PLACE) !== null;
      sessionStorage.setItem(PLACE, "here");
    } catch {
      // No storage, and so no place.
    }
    return !known && !location.hash && !location.search && (!entry || entry.type === "navigate");
  };

  const offerPlace = (place) => {
    const head = document.querySelector(".site-head");
    const address = place.page + (place.id ? `#${place.id}` : "");
    const link = make("a", { href: address }, make("span", { class: "go-on-title" }, place.title));
    head.prepend(make("p", { class: "go-on" }, `${words.go_on}: `, link));
  };

  const goOn = (place) => {
    const target = place.id && document.getElementById(place.id);
    if (!target) return;
    target.scrollIntoView({ block: "start", behavior: "instant" });
    const top = make("button", { type: "button", class: "tool-button" }, words.from_start);
    const told = tell(words.continued, top);
    top.addEventListener("click", () => {
      scrollTo({ top: 0, behavior: "instant" });
      told.remove();
    });
    // It has said what it has to say once the reader reads on.
    setTimeout(() => window.addEventListener("scroll", () => told.remove(), { once: true }), 1000);
  };

  const startPlace = () => {
    const place = stored();
    const arrival = isArrival();
    if (!document.querySelector(".chapter")) {
      if (place && document.body.classList.contains("first-page")) offerPlace(place);
      return;
    }
    if (arrival && place && place.page === page) window.addEventListener("load", () => goOn(place));
    let waiting = 0;
    window.addEventListener("scroll", () => {
      clearTimeout(waiting);
      waiting = setTimeout(storePlace, 300);
    }, { passive: true });
    window.addEventListener("pagehide", storePlace);
  };

  // -- from note to note --

  const calls = () =>
    [...document.querySelectorAll(".chapter-head a.note-ref, .chapter-text a.note-ref")]
      .filter((call) => call.getClientRects().length);

  // The next call after the one that was gone to, or else after the top of the window.
  let last = null;
  const goToNote = (step) => {
    const all = calls();
    const dialog = document.querySelector("dialog.note-dialog[open]");
    const from = all.includes(document.activeElement) ? document.activeElement : last;
    const seen = from && from.getBoundingClientRect();
    const known = dialog || (seen && seen.bottom > 0 && seen.top < innerHeight);
    const tops = all.map((call) => call.getBoundingClientRect().top);
    const first = tops.findIndex((top) => top > 0);
    const place = first < 0 ? all.length : first;
    const call = all[known ? all.indexOf(from) + step : step > 0 ? place : place - 1];
    if (!call) return;
    last = call;
    if (dialog) for (const open of document.querySelectorAll("dialog.note-dialog")) open.close("left");
    call.scrollIntoView({ block: "center", behavior: "instant" });
    call.focus({ preventScroll: true });
    if (dialog) call.click();
    const note = call.hash && document.getElementById(decodeURIComponent(call.hash.slice(1)));
    for (const old of document.querySelectorAll(".active")) old.classList.remove("active");
    for (const lit of [call, note]) if (lit) lit.classList.add("active");
  };

  // -- keys --

  const follow = (way) => {
    const link = document.querySelector(`a[rel="${way}"]`);
    if (link) link.click();
  };

  const toggleContents = () => {
    const contents = document.querySelector(".site-contents details");
    const target = contents ? contents.querySelector("summary") : document.querySelector("#contents a");
    if (contents) contents.open = !contents.open;
    if (target) target.focus();
  };

  const isRightToLeft = root.dir === "rtl";
  const before = isRightToLeft ? "ArrowRight" : "ArrowLeft";
  const after = isRightToLeft ? "ArrowLeft" : "ArrowRight";
  const KEYS = [
    [after, "next_chapter", () => follow("next")],
    [before, "previous_chapter", () => follow("prev")],
    ["n", "next_note", () => goToNote(1), "in dialog"],
    ["p", "previous_note", () => goToNote(-1), "in dialog"],
    ...(files.length ? [["/", "search", openSearch]] : []),
    ["c", "contents", toggleContents],
    ["t", "theme", nextTheme],
    ["d", "display", () => openDisplay()],
    ["?", "keys", () => openHelp()],
  ];

  const SIGNS = { ArrowLeft: "←", ArrowRight: "→" };

  const openHelp = once(() => {
    const rows = KEYS.map(([key, name]) => {
      const signs = [make("kbd", {}, SIGNS[key] || key)];
      if (name === "search") signs.push(" ", make("kbd", {}, "Ctrl K"));
      return make("div", {}, make("dt", {}, ...signs), make("dd", {}, words[name]));
    });
    const choice = make("input", { type: "checkbox" });
    choice.checked = settings.keys;
    choice.addEventListener("change", () => set({ keys: choice.checked }));
    const label = make("label", { class: "single-keys" }, choice, words.single_keys);
    return makeDialog("keys", words.keys, make("dl", { class: "keys" }, ...rows), label);
  });

  // Where letters and arrows mean something else already. The field of a dialog that was closed may
  // keep the focus for a moment.
  const TAKEN = "input, textarea, select, [contenteditable], [tabindex='0']";
  const isTaken = (element) => element.closest(TAKEN) && !element.closest("dialog:not([open])");

  const press = (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (files.length && (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openSearch();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
    const found = KEYS.find(([key]) => key === event.key);
    if (!found) return;
    const [key, , act, inDialog] = found;
    const dialog = opened();
    if (dialog && !(inDialog && dialog.matches(".note-dialog"))) return;
    // WCAG 2.2, 2.1.4: keys of one letter can be turned off.
    if (key.length === 1 && !settings.keys) return;
    if (key.length > 1 && (event.shiftKey || root.scrollWidth > root.clientWidth)) return;
    event.preventDefault();
    act();
  };

  const start = () => {
    const buttons = { ".search-button": openSearch, ".display-button": openDisplay };
    for (const [selector, act] of Object.entries(buttons)) {
      for (const button of document.querySelectorAll(selector)) button.addEventListener("click", act);
    }
    for (const button of document.querySelectorAll(".search-button")) button.hidden = !files.length;
    document.addEventListener("keydown", press);
    startPlace();
  };

  // -- what was searched for is lit on the page that it was found on --

  const startHit = () => {
    const query = new URLSearchParams(location.search).get("q");
    if (!query) return;
    load("search.js").then(() => globalThis.scholiastSearch.light(query));
  };

  const begin = () => {
    start();
    startHit();
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
