// Notes beside the text on a wide screen, in a dialog on a narrow one.
// Without this script every call leads to its note at the end of the page, and back.
"use strict";

(() => {
  const root = document.documentElement;

  // Whether there is room for a margin beside the text, as it is laid out in web.css.
  const hasRoom = () => {
    const style = getComputedStyle(root);
    const rem = parseFloat(style.fontSize);
    const length = parseFloat(style.getPropertyValue("--length")) || 1;
    const edge = Math.min(Math.max(rem, 0.05 * window.innerWidth), 1.75 * rem);
    const least = 28 * length + 2.5 + 13; // rem: text, gap and margin; the text gives way by one
    return window.innerWidth >= least * rem + 2 * edge;
  };

  const isBeside = () => root.classList.contains("notes-beside");

  // Before the page is first drawn, so that it never moves.
  root.classList.toggle("notes-beside", hasRoom());

  // -- calls and notes --

  const targetOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  // Whether a call and its note, if it is shown whole, can be seen in the window together.
  const fit = (call, note) => {
    const [one, other] = [call, note].map((element) => element.getBoundingClientRect());
    const whole = note.scrollHeight <= note.clientHeight + 1;
    const height = Math.max(one.bottom, other.bottom) - Math.min(one.top, other.top);
    return whole && height <= window.innerHeight;
  };

  const light = (element) => {
    for (const other of document.querySelectorAll(".active")) other.classList.remove("active");
    element.classList.add("active");
  };

  // -- notes in the margin --

  const GAP = 14; // px between two notes
  const DRIFT = 400; // px that a note may stand from the line of its call, if it can be helped

  // The call of a note in the text, for a note in a note that of the other.
  const callInText = (note) => {
    const call = targetOf(note.querySelector("a.note-back"));
    const host = call.closest(".note");
    return host ? callInText(host) : call;
  };

  // Notes of all series in the order of their calls, each note in a note behind that.
  const inOrder = (notes) => {
    const follows = Node.DOCUMENT_POSITION_FOLLOWING;
    const calls = new Map(notes.map((note) => [note, callInText(note)]));
    const sign = (one, other) => (one === other ? 0 : one.compareDocumentPosition(other) & follows ? -1 : 1);
    return [...notes].sort((one, other) => sign(calls.get(one), calls.get(other)));
  };

  // Where each note would stand, were it alone: its first line on the line of its call.
  const measure = (chapter, notes) => {
    const places = new Map();
    for (const note of inOrder(notes)) {
      const back = note.querySelector("a.note-back");
      const call = targetOf(back);
      const host = call.closest("aside.note");
      const from = (host || chapter).getBoundingClientRect();
      const box = note.getBoundingClientRect();
      const raised = parseFloat(getComputedStyle(call).verticalAlign) || 0;
      const first = back.getBoundingClientRect().bottom - box.top + note.scrollTop;
      const line = call.getBoundingClientRect().bottom + raised - from.top;
      places.set(note, {
        note,
        host: places.get(host),
        line: (host ? Math.min(line, from.height) : line) - first,
        height: box.height,
        top: 0,
      });
    }
    return [...places.values()];
  };

  // Give each place its top, none over another.
  const settle = (places) => {
    let free = 0;
    for (const place of places) {
      place.wish = Math.max(0, place.line + (place.host ? place.host.top : 0));
      place.top = Math.max(place.wish, free);
      free = place.top + place.height + GAP;
    }
    // Where notes crowd, they share the drift: those before rise above their calls.
    let limit = Infinity;
    for (const place of [...places].reverse()) {
      place.top = Math.min(place.top, place.wish + DRIFT, limit - place.height);
      limit = place.top - GAP;
    }
    free = 0;
    for (const place of places) {
      const near = Math.min(place.top, Math.max(place.wish, free));
      place.top = Math.max(near, place.wish - DRIFT, free);
      free = place.top + place.height + GAP;
    }
  };

  // The places in runs of notes that stand one right below the other, those that are far off.
  const crowds = (places) => {
    const runs = [];
    places.forEach((place, index) => {
      const above = places[index - 1];
      if (above && place.top - above.top - above.height < GAP + 1) runs[runs.length - 1].push(place);
      else runs.push([place]);
    });
    return runs.filter((run) => run.some((place) => Math.abs(place.top - place.wish) > DRIFT + 1));
  };

  // Calls say that they open a dialog, where they do.
  const announce = () => {
    for (const call of document.querySelectorAll("a.note-ref")) {
      const note = call.hash && targetOf(call);
      const opens = note && note.matches("aside") && (!isBeside() || note.closest(".notes-pop-up"));
      if (opens) call.setAttribute("aria-haspopup", "dialog");
      else call.removeAttribute("aria-haspopup");
    }
  };

  const layOut = (chapter, notes) => {
    root.classList.toggle("notes-beside", hasRoom());
    announce();
    if (!notes.length) return;
    for (const note of notes) note.classList.remove("short", "shorter");
    if (!isBeside()) return;
    let places = measure(chapter, notes);
    settle(places);
    for (const size of ["short", "shorter"]) {
      const crowded = crowds(places).flat();
      if (!crowded.length) break;
      for (const place of crowded) place.note.classList.add(size); // they scroll in themselves
      places = measure(chapter, notes);
      settle(places);
    }
    for (const { note, top } of places) note.style.setProperty("--top", `${top}px`);
    const last = places[places.length - 1];
    chapter.style.setProperty("--notes-end", `${last.top + last.height}px`);
  };

  const showBeside = (target) => {
    light(target);
    const focused = target.matches("a") ? target : target.querySelector("a.note-back");
    focused.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  };

  // -- notes in a dialog --

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const copyOf = (note) => {
    const copy = note.cloneNode(true);
    for (const link of copy.querySelectorAll("a.note-back")) link.remove();
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    copy.classList.remove("active", "pointed-at");
    return make("div", { class: `${copy.className} note-dialog-body` }, ...copy.childNodes);
  };

  const closeAll = () => {
    for (const dialog of document.querySelectorAll("dialog.note-dialog")) dialog.close("left");
  };

  const showDialog = (note, opener) => {
    const number = note.querySelector("a.note-back").textContent;
    const label = note.getAttribute("aria-label") || document.body.dataset.note.replace("{number}", number);
    openDialog(label, copyOf(note), opener);
  };

  // What a word of the glossary means, and the way there.
  const showMeaning = (link) => {
    const more = make("a", { href: link.getAttribute("href") }, "→");
    const words = make("p", {}, `${link.title} `, more);
    openDialog(link.textContent, make("div", { class: "note note-dialog-body" }, words), link);
  };

  const openDialog = (label, content, opener) => {
    const words = document.body.dataset;
    const close = make("button", { type: "button", class: "note-dialog-close", "aria-label": words.close });
    const title = make("p", { class: "note-dialog-title" }, label);
    const head = make("div", { class: "note-dialog-head" }, title, close);
    const sheet = make("div", { class: "note-dialog-sheet" }, head, content);
    const dialog = make("dialog", { class: "note-dialog", "aria-label": label, tabindex: "-1" }, sheet);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (event.target === dialog) dialog.close();
      else if (link && !link.matches(".note-ref")) closeAll();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "left") opener.focus({ preventScroll: true });
    });
    opener.closest(".chapter").append(dialog); // there its language holds
    dialog.showModal();
    dialog.focus();
  };

  // -- what readers do --

  const follow = (event) => {
    const link = event.target.closest("a.note-ref, a.note-back");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = targetOf(link);
    const call = link.matches(".note-ref");
    const note = call ? target : link.closest(".note");
    if (!target || !note.matches("aside")) { // one that is turned to: the browser goes there
      closeAll();
      return;
    }
    const away = link.closest("dialog") || note.closest(".notes-pop-up");
    const beside = isBeside() && !away;
    const dialogs = "HTMLDialogElement" in window;
    if (!beside && !(call && dialogs)) return;
    event.preventDefault();
    if (beside && !(call && dialogs && !fit(link, target))) showBeside(target);
    else showDialog(target, link);
  };

  const explain = (event) => {
    const link = event.target.closest("a.gloss[title]");
    if (!link || event.defaultPrevented || event.button || !("HTMLDialogElement" in window)) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    showMeaning(link);
  };

  const point = (event) => {
    const link = event.target.closest("a.note-ref");
    const note = link && isBeside() && targetOf(link);
    if (note) note.classList.toggle("pointed-at", event.type === "mouseover");
  };

  const startNotes = (chapter, notes) => {
    const again = () => layOut(chapter, notes);
    try {
      again();
    } finally {
      root.classList.add("notes-set"); // till then they are not seen, so that none is seen to move
    }
    const observer = new ResizeObserver(() => requestAnimationFrame(again));
    for (const element of [chapter.querySelector(".chapter-text"), ...notes]) observer.observe(element);
    window.addEventListener("resize", () => requestAnimationFrame(again));
    root.addEventListener("scholiast-settings", () => requestAnimationFrame(again));
    document.fonts.ready.then(again);
    document.addEventListener("click", follow);
    document.addEventListener("mouseover", point);
    document.addEventListener("mouseout", point);
    // The address of a note may have been followed before the note had its place.
    window.addEventListener("load", () => {
      again();
      const target = location.hash && targetOf(location);
      if (target && isBeside() && target.matches("aside.note")) {
        target.scrollIntoView({ block: "center", behavior: "instant" });
      }
    });
  };

  // A note that was beside this text, and has moved to a page of notes: its call knows which.
  const findMoved = () => {
    if (!location.hash.startsWith("#note-") || targetOf(location)) return;
    const call = [...document.querySelectorAll("a.note-ref")].find((link) => link.hash === location.hash);
    if (call) location.replace(call.href);
  };

  // What is wider than the window scrolls in itself: with a keyboard too.
  const startScrolling = () => {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
        else target.removeAttribute("tabindex");
      }
    });
    for (const element of document.querySelectorAll(".scroll, pre")) observer.observe(element);
  };

  const startContents = (contents) => {
    const close = () => contents.removeAttribute("open");
    document.addEventListener("click", (event) => {
      if (!contents.contains(event.target)) close();
    });
    contents.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      close();
      contents.querySelector("summary").focus();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const chapter = document.querySelector(".chapter");
    const notes = [...document.querySelectorAll(".notes:not(.notes-pop-up) > .note")];
    const popUps = document.querySelector(".notes-pop-up > .note");
    const contents = document.querySelector(".site-contents details");
    startScrolling();
    if (contents) startContents(contents);
    if (document.querySelector("a.gloss[title]")) document.addEventListener("click", explain);
    findMoved();
    window.addEventListener("hashchange", findMoved);
    if (notes.length || popUps) startNotes(chapter, notes);
  });
})();
