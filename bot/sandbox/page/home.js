// The app's Home tab as the reader sees it.

import * as api from "./api.js";
import { blockNodes } from "./blocks.js";
import { el } from "./dom.js";
import { hashFor, here } from "./here.js";
import { busy } from "./message.js";
import { attempt } from "./notice.js";

function contextOf(view) {
  const at = { view_id: view.id };
  return {
    where: "home",
    press: (press, node) => busy(node, () => attempt("That button", () => api.click(here.person, { ...at, ...press }))),
    search: (query) => api.options(here.person, { ...at, ...query }),
  };
}

function nothing() {
  const direct = here.state.channels.find((room) => room.is_im);
  return el("p", { class: "nothing" }, `${here.me.bot.name} shows nothing here yet. `,
    direct ? el("a", { href: hashFor(here.person, direct.id) }, "Write to it instead") : null);
}

export function drawHome() {
  const pane = document.getElementById("home");
  pane.hidden = here.room !== "home";
  if (pane.hidden) return;
  const view = here.state.home;
  const mark = JSON.stringify([here.person, view?.id, view?.blocks ?? null]);
  if (pane.mark === mark) return;
  pane.mark = mark;
  pane.replaceChildren(...(view?.blocks?.length ? blockNodes(view.blocks, contextOf(view)) : [nothing()]));
}

/** Tell the app that one of its tabs was opened, as Slack does at each visit. */
export const openHome = (tab) => attempt(`Opening ${tab}`, () => (here.me.tabs[tab] ? api.home(here.person, tab) : null));
