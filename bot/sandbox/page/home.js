// The app's Home tab as the reader sees it.

import * as api from "./api.js";
import { blockNodes } from "./blocks.js";
import { el } from "./dom.js";
import { here } from "./here.js";
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

const nothing = () =>
  el("p", { class: "nothing" }, `${here.me.bot.name} has not drawn a Home for you yet. It does so when you open this tab.`);

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

/** Tell the app that its Home was opened, as Slack does at each visit. */
export const openHome = () => attempt("Opening Home", () => api.home(here.person));
