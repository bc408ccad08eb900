// A reading system made of foliate-js, as its own reader is: touched notes open over the text.

import "/foliate-js/view.js";
import { FootnoteHandler } from "/foliate-js/footnotes.js";
import { calls, isShown, place, settled, until, words } from "./common.js";

const main = document.createElement("foliate-view");
const handler = new FootnoteHandler();
let popUps = [];
let event; // what came of the last touch

const content = (view) => view.renderer.getContents()[0]?.doc;

function listen(view) {
  view.addEventListener("link", (touched) => {
    event = { followed: touched.detail.href };
    const handled = handler.handle(main.book, touched);
    if (handled) {
      event = { waiting: true };
      handled.catch((error) => { event = { failed: String(error) }; });
    } else if (view !== main) {
      touched.preventDefault();
      close();
      main.goTo(touched.detail.href);
    }
  });
}

function close() {
  for (const view of popUps) {
    view.close();
    view.remove();
  }
  popUps = [];
}

handler.addEventListener("before-render", ({ detail: { view } }) => {
  view.className = "pop-up";
  document.body.append(view);
  view.renderer.setAttribute("flow", "scrolled");
  listen(view);
  popUps.push(view);
});

handler.addEventListener("render", ({ detail: { view, type, hidden } }) => {
  event = { type, hidden, view };
});

globalThis.reader = {
  /** Open the book at an address, with a style sheet of the reading system's own. */
  async open(address, styles = "", flow = "paginated") {
    close();
    document.body.append(main);
    await main.open(address);
    main.renderer.setAttribute("flow", flow);
    main.renderer.setStyles(styles);
    listen(main);
    await main.goTo(0);
  },

  /** Turn to an address (`path#id`) in the book, as far as it is not on the screen. */
  async turnTo(address) {
    close();
    await main.goTo(address);
    await settled();
  },

  /** Return where the element with an id can be touched, in the topmost window. */
  place: (id) =>
    until(() => {
      const found = content(popUps.at(-1) ?? main)?.getElementById(id);
      return found && place(found);
    }, `${id} can't be touched`),

  /** Return what came of a touch: of a pop-up its type, the words that are seen, and the calls. */
  async outcome() {
    await until(() => event && !event.waiting, "nothing came of the touch");
    const { view, ...found } = event;
    event = undefined;
    if (view) {
      const { body } = content(view);
      found.words = await until(() => words(body), "the pop-up stays empty");
      found.calls = calls(body);
    }
    return found;
  },

  /** Return where the first way back of the note on the screen can be touched. */
  placeOfWayBack: (href) =>
    until(() => {
      const links = content(popUps.at(-1) ?? main)?.querySelectorAll("a[role~=doc-backlink]") ?? [];
      const found = [...links].find((link) => link.getAttribute("href").endsWith(`#${href}`));
      return found && place(found);
    }, `no way back to ${href}`),

  /** Wait until the element with an id is on the screen, with no pop-up over the text. */
  async arrived(id) {
    await until(() => {
      const found = content(main)?.getElementById(id);
      return !popUps.length && found && isShown(found);
    }, `${id} is not shown`);
    event = undefined;
    return true;
  },

  /** Return the notes that are shown in the flow of the document at `path`, with their words. */
  async inFlow(path) {
    await reader.turnTo(path);
    const notes = [...content(main).querySelectorAll(".note")];
    return notes.filter((note) => note.checkVisibility()).map((note) => [note.id, words(note)]);
  },
};
