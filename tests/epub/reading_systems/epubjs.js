// A reading system made of epub.js, which knows no notes: it follows their links.

import { calls, inTurn, isShown, place, settled, until, words } from "./common.js";

let rendition;

const content = () => rendition.getContents()[0]?.document;
const element = (id) => content()?.getElementById(id);

globalThis.reader = {
  /** Open the book at an address, with rules of the reading system's own by selector. */
  async open(address, rules = {}, flow = "paginated") {
    const book = ePub(await (await fetch(address)).arrayBuffer());
    rendition = book.renderTo("book", { width: "100%", height: "100%", flow, spread: "none" });
    rendition.themes.default(rules);
    await rendition.display();
  },

  /** Turn to an address (`path#id`) in the book. */
  async turnTo(address) {
    await rendition.display(address);
    await settled();
  },

  /** Return where the element with an id can be touched. */
  place: (id) =>
    until(() => { const found = element(id); return found && place(found); }, `${id} can't be touched`),

  /** Wait until the element with an id is on the screen; return its words and the calls in it. */
  async arrived(id) {
    const found = await until(() => {
      const one = element(id);
      return one && isShown(one) && one;
    }, `${id} is not shown`);
    return { words: words(found), calls: calls(found) };
  },

  /** Return where the way back to a call can be touched. */
  placeOfWayBack: (call) =>
    until(() => {
      const links = [...(content()?.querySelectorAll("a[role~=doc-backlink]") ?? [])];
      const found = links.find((link) => link.getAttribute("href").endsWith(`#${call}`));
      return found && place(found);
    }, `no way back to ${call}`),

  /** Touch each of `calls` ({id, path, note}), then the way back; return what was seen. */
  read: (calls) =>
    inTurn(calls, async ({ id, path, note }) => {
      await reader.turnTo(`${path}#${id}`);
      await reader.touch("place", id);
      const found = { call: id, ...(await reader.arrived(note)) };
      await reader.touch("placeOfWayBack", id);
      await reader.arrived(id);
      return found;
    }),

  /** Touch, as a finger would but at once, what `find`, a function of these, finds by a name. */
  async touch(find, name) {
    (await reader[find](name)).element.click();
  },
};
