// Blocks that hold others or report work: cards, carousels, containers, alerts, plans, tasks, small buttons.

import { blockNodes } from "./blocks.js";
import { el } from "./dom.js";
import { element, picture, within } from "./elements.js";
import { linkNode, plain, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const line = (kind, text) => (text ? el("div", { class: `text ${kind}` }, textNodes(text)) : null);

export function card(block, ctx) {
  const actions = (block.actions ?? []).map((one) => element(one, within(ctx, block)).node);
  return el("article", { class: "card" },
    block.hero_image ? picture(block.hero_image).node : null,
    el("div", { class: "card-head" }, block.icon ? picture(block.icon).node : null,
      el("div", {}, line("card-title", block.title), line("card-subtitle", block.subtitle))),
    line("", block.body),
    actions.length ? el("div", { class: "actions" }, actions) : null, line("card-subtext", block.subtext));
}

export const carousel = (block, ctx) =>
  el("div", { class: "carousel", role: "group", "aria-label": "Cards", tabindex: "0" }, block.elements.map((one) => card(one, ctx)));

/** A container; one that folds is a `<details>` of the browser's own. */
export function container(block, ctx) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : plain(block.title);
  const inside = el("div", { class: "container-body" }, blockNodes(block.child_blocks, ctx));
  const subtitle = line("card-subtitle", block.subtitle);
  const kind = `container width-${block.width ?? "standard"}`;
  if (!block.is_collapsible) return el("section", { class: kind }, el("h4", {}, title), subtitle, inside);
  return el("details", { class: kind, open: !block.default_collapsed }, el("summary", {}, title, subtitle), inside);
}

const LEVELS = { info: "For your information", warning: "Warning", error: "Error", success: "Done" };

export const alert = (block) =>
  el("p", { class: `alert level-${block.level ?? "default"}`, role: "note" },
    LEVELS[block.level] ? el("strong", {}, `${LEVELS[block.level]}: `) : null, textNodes(block.text));

const STATES = { pending: "to do", in_progress: "under way", complete: "done", error: "failed" };

export const task = (block) =>
  el("div", { class: "task" }, el("span", { class: "badge" }, STATES[block.status] ?? block.status), " ", el("strong", {}, block.title),
    [block.details, block.output].filter(Boolean).map((one) => el("div", { class: "text rich" }, richText(one))),
    (block.sources ?? []).length ? el("ul", {}, block.sources.map((one) => el("li", {}, linkNode(one.url, one.text)))) : null);

export const plan = (block) =>
  el("section", { class: "plan" }, el("h4", {}, block.title), el("ol", {}, (block.tasks ?? []).map((one) => el("li", {}, task(one)))));

export const smallButtons = (block, ctx) =>
  el("div", { class: "actions small" }, block.elements.map((one) => element(one, within(ctx, block)).node));

/** A film is a link: this page loads nothing foreign. */
export const video = (block) =>
  el("figure", {}, el("figcaption", {}, linkNode(block.title_url ?? block.video_url, plain(block.title))),
    block.description ? el("p", { class: "text" }, plain(block.description)) : null, el("small", {}, block.alt_text));
