// In pages that `scholiast serve` shows: hears from the server, loads the page again when it is
// another, at the place where the reader was, and shows what is wrong with the manuscript.
"use strict";

(() => {
  const { stamp, events, sheet } = document.currentScript.dataset;
  const page = location.pathname;
  const PLACE = "scholiast-serve-place";
  const CLOSED = "scholiast-serve-closed";
  const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, pre, tr, figcaption";
  const SLOW = 400; // ms of a build before it is told of

  const make = (name, attributes, ...content) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  };

  const recall = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null; // no storage, or not ours
    }
  };

  const keep = (key, value) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // No storage: the page is shown from its beginning.
    }
  };

  // -- the place where the reader was --

  const blocks = () => [...(document.querySelector("main") ?? document.body).querySelectorAll(BLOCKS)];

  // What a block is found by in the next page: its id, or else its words.
  const signs = (element) => ({ id: element.id, words: element.textContent.trim().slice(0, 300) });

  // The block that is read, a third down the window; else the nearest above it that is there
  // again, else one below.
  const keepPlace = () => {
    const all = blocks().map((element) => ({ element, box: element.getBoundingClientRect() }));
    const seen = all.filter(({ box }) => box.height > 0);
    let first = seen.findIndex(({ box }) => box.bottom > innerHeight / 3);
    if (first < 0) first = seen.length - 1;
    const near = [...seen.slice(Math.max(0, first - 20), first + 1).reverse(), ...seen.slice(first + 1, first + 20)];
    const anchors = near.map(({ element, box }) => ({ ...signs(element), top: box.top, bottom: box.bottom }));
    keep(PLACE, { page, x: scrollX, y: scrollY, anchors });
  };

  const found = (anchor, all) =>
    (anchor.id && document.getElementById(anchor.id)) ||
    (anchor.words && all.find((element) => signs(element).words === anchor.words));

  const goTo = ({ x, y, anchors }) => {
    const all = blocks();
    for (const anchor of y > 0 ? anchors : []) {
      const element = found(anchor, all);
      if (!element) continue;
      const box = element.getBoundingClientRect();
      // Of what ends above the window the end stays, of all else the beginning.
      const shift = anchor.bottom <= 0 ? box.bottom - anchor.bottom : box.top - anchor.top;
      scrollTo({ left: x, top: scrollY + shift, behavior: "instant" });
      return;
    }
    scrollTo({ left: x, top: y, behavior: "instant" });
  };

  const restorePlace = () => {
    const place = recall(PLACE);
    if (!place || place.page !== page) return;
    sessionStorage.removeItem(PLACE);
    const moved = new AbortController(); // the reader goes on by hand
    for (const name of ["wheel", "touchstart", "keydown", "mousedown"]) {
      addEventListener(name, () => moved.abort(), { passive: true, signal: moved.signal });
    }
    // Lines are broken anew when fonts arrive, and browsers move the page as they see fit.
    const again = () => moved.signal.aborted || goTo(place);
    again();
    addEventListener("load", () => {
      again();
      document.fonts.ready.then(again).then(() => requestAnimationFrame(again));
      // Not sooner: browsers would go back to the distance from the beginning that they know.
      setTimeout(() => (history.scrollRestoration = isLeaving ? "manual" : "auto"), 2000);
    });
  };

  let isLeaving = false;
  const reload = () => {
    if (isLeaving) return;
    isLeaving = true;
    keepPlace();
    history.scrollRestoration = "manual";
    location.reload();
  };

  // -- what is wrong --

  const status = make("p", { class: "status", role: "status", "aria-live": "polite" });
  const list = make("ol", { class: "remarks", tabindex: "0", "aria-label": "What was found" });
  const close = make("button", { type: "button", class: "close", "aria-label": "Close (Escape)" }, "×");
  const pill = make("button", { type: "button", class: "pill", "aria-expanded": "false" });
  const title = make("h2", { id: "title" });
  const panel = make("section", { class: "panel", "aria-labelledby": "title" }, make("div", { class: "head" }, title, close), list);
  const host = make("div", { id: "scholiast-serve", lang: "en", dir: "ltr" });

  let shown = ""; // the remarks in the panel, as text
  let isPilled = false; // there is something to be told by the pill, where no panel tells it
  const settle = () => {
    pill.hidden = !isPilled || !panel.hidden;
    pill.setAttribute("aria-expanded", String(!panel.hidden));
  };

  const open = (is) => {
    panel.hidden = !is;
    settle();
  };

  const shut = () => {
    keep(CLOSED, shown); // until something else is found
    open(false);
    pill.focus();
  };

  const build = () => {
    const root = host.attachShadow({ mode: "open" });
    root.append(make("link", { rel: "stylesheet", href: sheet }), panel, pill, status);
    panel.hidden = pill.hidden = true;
    pill.addEventListener("click", () => {
      if (!shown) return;
      open(true);
      close.focus();
    });
    close.addEventListener("click", shut);
    host.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the keys of the book are for the book
      if (event.key === "Escape" && !panel.hidden) shut();
    });
    document.body.append(host);
  };

  const remark = ({ severity, code, place, message, hint, excerpt }) => {
    const head = make("p", { class: "message" }, make("strong", { class: severity }, code ? `${severity} ${code}` : severity), ` ${message}`);
    const item = make("li", { class: severity }, head);
    if (place) item.append(make("p", { class: "place" }, make("code", {}, place)));
    if (excerpt) item.append(make("pre", {}, excerpt));
    if (hint) item.append(make("p", { class: "hint" }, `Hint: ${hint}`));
    return item;
  };

  const count = (number, noun) => (number ? [`${number} ${noun}${number === 1 ? "" : "s"}`] : []);
  const tally = ({ errors, warnings }) => [...count(errors, "error"), ...count(warnings, "warning")].join(" and ");
  const hour = (since) => new Date(since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  const titleOf = (state) => {
    const said = tally(state);
    if (state.doing !== "failed") return said;
    const rest = stamp === "none" ? "" : " This is the book as it was before.";
    return `Not built at ${hour(state.since)}: ${said}.${rest}`;
  };

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  const showRemarks = (state) => {
    const now = JSON.stringify([state.remarks, state.errors, state.warnings]);
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...state.remarks.map(remark));
    const more = state.errors + state.warnings - state.remarks.length;
    if (more > 0) list.append(make("li", {}, `and ${more} more, which the terminal shows`));
    open(state.errors > 0 && recall(CLOSED) !== now);
  };

  // -- what the server does --

  let waiting = 0;
  const show = (state) => {
    clearTimeout(waiting);
    if (state.stamp !== stamp) return reload();
    if (state.doing === "building") {
      waiting = setTimeout(() => tell("building…", "building"), SLOW);
      return undefined;
    }
    showRemarks(state);
    const said = tally(state);
    const kind = state.doing === "failed" || state.errors ? "error" : "warning";
    tell(state.doing === "failed" ? `not built: ${said}` : said, kind, titleOf(state));
    say(said ? titleOf(state) : "");
    return undefined;
  };

  const tell = (text, kind, long = text) => {
    pill.textContent = text;
    title.textContent = long;
    panel.dataset.kind = pill.dataset.kind = kind;
    isPilled = Boolean(text);
    settle();
  };

  let source = null;
  const listen = () => {
    source?.close();
    source = new EventSource(`${events}?page=${encodeURIComponent(page)}`);
    source.addEventListener("message", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      clearTimeout(waiting);
      tell("the server has ended: this page may be old", "ended");
    });
  };

  // Browsers keep few connections to a host: a page that nobody looks at needs none.
  const attend = () => {
    if (document.visibilityState === "visible") return listen();
    source?.close();
    source = null;
    return undefined;
  };

  restorePlace();
  build();
  attend();
  document.addEventListener("visibilitychange", attend);
  // Who follows a link as the page is made again is not held back: it would only be loaded once more.
  addEventListener("beforeunload", () => {
    if (isLeaving) return;
    isLeaving = true;
    setTimeout(() => {
      isLeaving = false;
      attend();
    }, 3000);
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && attend());
})();
