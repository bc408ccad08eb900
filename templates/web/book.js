// Notes beside the text on a wide screen, in a dialog on a narrow one; light or dark.
// Without this script every call leads to its note at the end of the page, and back.
"use strict";

(() => {
  const root = document.documentElement;
  const article = document.querySelector("article.chapter");
  const section = document.querySelector("section.notes");
  const notes = section ? [...section.querySelectorAll("aside.note")] : [];
  const wide = window.matchMedia("(min-width: 72em)");
  const GAP = 12; // px between two notes in the margin

  // -- light and dark --

  const THEMES = ["auto", "light", "dark"];
  const remember = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // A folder opened from disk may have no storage: the choice lasts for this page.
    }
  };
  const recall = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const SIGNS = { auto: "◐", light: "○", dark: "●" };

  const addThemeButton = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "theme-button";
    const apply = (theme) => {
      root.dataset.theme = theme;
      button.textContent = SIGNS[theme];
      button.setAttribute("aria-label", `${document.body.dataset.themeLabel}: ${theme}`);
    };
    apply(THEMES.includes(recall()) ? recall() : "auto");
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
      apply(next);
      remember(next);
    });
    document.body.append(button);
  };

  // -- notes in the margin --

  const callOf = (note) => {
    const back = note.querySelector("a.note-back");
    return back ? document.getElementById(decodeURIComponent(back.hash.slice(1))) : null;
  };

  const layOut = () => {
    const beside = wide.matches;
    root.classList.toggle("notes-beside", beside);
    article.style.minHeight = "";
    let free = 0;
    for (const note of notes) {
      note.style.top = "";
      if (!beside) continue;
      const call = callOf(note);
      const zero = article.getBoundingClientRect().top;
      const wish = call ? call.getBoundingClientRect().top - zero - 4 : free;
      const top = Math.max(wish, free);
      note.style.top = `${top}px`;
      free = top + note.offsetHeight + GAP;
    }
    if (beside && free > article.offsetHeight) article.style.minHeight = `${free}px`;
  };

  const showBeside = (target) => {
    for (const other of document.querySelectorAll(".active")) other.classList.remove("active");
    target.classList.add("active");
    const focus = target.matches("a") ? target : target.querySelector("a.note-back") || target;
    focus.focus({ preventScroll: true });
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.bottom > window.innerHeight) target.scrollIntoView({ block: "center" });
  };

  // -- notes in a dialog --

  let dialog = null;

  const makeDialog = () => {
    dialog = document.createElement("dialog");
    dialog.className = "note-dialog";
    dialog.setAttribute("aria-labelledby", "note-dialog-title");
    const title = document.createElement("p");
    title.id = "note-dialog-title";
    title.className = "note-dialog-title";
    const body = document.createElement("div");
    body.className = "note-dialog-body";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "note-dialog-close";
    close.textContent = document.body.dataset.close;
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.append(title, body, close);
    document.body.append(dialog);
  };

  const showDialog = (note) => {
    if (!dialog) makeDialog();
    const copy = note.cloneNode(true);
    for (const link of copy.querySelectorAll("a.note-back")) link.remove();
    for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
    const number = note.querySelector("a.note-back").textContent;
    const label = document.body.dataset.note.replace("{number}", number);
    dialog.querySelector(".note-dialog-title").textContent = label;
    dialog.querySelector(".note-dialog-body").replaceChildren(...copy.childNodes);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  };

  const onClick = (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return;
    const link = event.target.closest("a.note-ref, a.note-back");
    if (!link || event.shiftKey || event.altKey) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    if (root.classList.contains("notes-beside")) {
      event.preventDefault();
      showBeside(target);
    } else if (link.matches("a.note-ref") && window.HTMLDialogElement) {
      event.preventDefault();
      showDialog(target);
    }
  };

  addThemeButton();
  if (article && notes.length) {
    document.addEventListener("click", onClick);
    layOut();
    new ResizeObserver(layOut).observe(document.querySelector(".chapter-text"));
    wide.addEventListener("change", layOut);
    window.addEventListener("load", layOut);
    if (document.fonts) document.fonts.ready.then(layOut);
    window.addEventListener("beforeprint", () => root.classList.remove("notes-beside"));
    window.addEventListener("afterprint", layOut);
  }
})();
