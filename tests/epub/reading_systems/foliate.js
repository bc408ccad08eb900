// A reading system made of foliate-js, as its own reader is: touched notes open over the text.

import "/foliate-js/view.js";
import { FootnoteHandler } from "/foliate-js/footnotes.js";
import { calls, inTurn, isShown, patience, place, selects, settled, until, words } from "./common.js";

const main = document.createElement("foliate-view");
const handler = new FootnoteHandler();
const popUps = [];
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

function closeTop() {
  const view = popUps.pop();
  view.remove();
}

function close() {
  while (popUps.length) {
    closeTop();
  }
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

const shown = () => content(popUps.at(-1) ?? main);
const wayBack = (id) => (link) => link.getAttribute("href").endsWith(`#${id}`);

globalThis.reader = {
  patience,

  /** Open the book at an address, with a style sheet of the reading system's own. */
  async open(address, styles = "", flow = "paginated") {
    document.body.append(main);
    await main.open(address);
    main.renderer.setAttribute("flow", flow);
    main.renderer.setStyles(styles);
    listen(main);
    await main.goTo(0);
  },

  /** Turn to an address (`path#id`) in the package, with no pop-up over the text. */
  async turnTo(address) {
    close();
    event = undefined;
    await main.goTo(`EPUB/${address}`);
    await settled();
  },

  /** Return where the element with an id can be touched, in the topmost window. */
  place: (id) =>
    until(() => {
      const found = shown()?.getElementById(id);
      return found && place(found);
    }, `${id} can't be touched`),

  /** Return where the way back to a call can be touched. */
  placeOfWayBack: (call) =>
    until(() => {
      const links = [...(shown()?.querySelectorAll("a[role~=doc-backlink]") ?? [])];
      const found = links.find(wayBack(call));
      return found && place(found);
    }, `no way back to ${call} can be touched`),

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

  /** Wait until the element with an id is on the screen, with no pop-up over the text. */
  async arrived(id) {
    await until(() => {
      const found = content(main)?.getElementById(id);
      return !popUps.length && found && isShown(found);
    }, `${id} is not shown`);
    event = undefined;
  },

  /** Return the notes that are seen in the flow of the document at `path`, with their words. */
  async inFlow(path) {
    await reader.turnTo(path);
    const notes = [...content(main).querySelectorAll(".note")];
    return notes.filter((note) => note.checkVisibility()).map((note) => [note.id, words(note)]);
  },

  /**
   * Return what runs out of the page at `path`, where it is not scrolled by itself, and paragraphs
   * and lines that have no room for words, less than four em.
   */
  async outside(path) {
    await reader.turnTo(path);
    const { documentElement: root, body } = content(main);
    const { paddingLeft, paddingRight } = getComputedStyle(root);
    const left = parseFloat(paddingLeft) - 1;
    const right = root.clientWidth - parseFloat(paddingRight) + 1;
    return [...body.querySelectorAll("*:not(pre *, math *, svg *)")].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const isOut = style.display !== "inline" && (box.left < left || box.right > right);
      const aside = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      const isText = element.matches(".chapter-text :is(p, .line):not(td *)");
      const isNarrow = isText && box.width - aside < 4 * parseFloat(style.fontSize);
      return box.width && (isOut || isNarrow) ? [`${path}: ${element.localName}: ${element.textContent.slice(0, 20)}`] : [];
    });
  },

  /**
   * Touch each of `calls` ({id, path}), then each call in its pop-up, then the way back; return
   * what came of it. A call is touched where it is seen: another element there gets the touch.
   */
  read: (calls) =>
    inTurn(calls, async ({ id, path }) => {
      await reader.turnTo(`${path}#${id}`);
      const finds = selects(await reader.touch("place", id));
      const found = { call: id, finds, ...(await reader.outcome()) };
      const inside = [];
      for (const nested of found.calls) {
        await reader.touch("place", nested);
        inside.push((await reader.outcome()).words);
        closeTop();
      }
      await reader.touch("placeOfWayBack", id);
      await reader.arrived(id);
      return { ...found, calls: inside };
    }),

  /** Touch, as a finger would but at once, what `find`, a function of these, finds by a name. */
  async touch(find, name) {
    const { element } = await reader[find](name);
    element.click();
    return element;
  },
};
