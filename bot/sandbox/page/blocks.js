// Blocks of Block Kit as DOM nodes. BLOCKS is the table: type → builder; what it lacks is said, not hidden.

import { alert, card, carousel, container, plan, smallButtons, task, video } from "./cards.js";
import { chart, dataTable, table } from "./charts.js";
import { el } from "./dom.js";
import { element, picture, within } from "./elements.js";
import { markdown } from "./markdown.js";
import { plain, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function section(block, ctx) {
  const accessory = block.accessory;
  const label = accessory?.type === "button" ? "" : plain(accessory?.placeholder) || plain(block.text);
  return el("div", { class: "section" },
    el("div", { class: "section-text" },
      block.text ? el("div", { class: "text" }, textNodes(block.text)) : null,
      block.fields ? el("div", { class: "fields" }, block.fields.map((one) => el("div", { class: "text" }, textNodes(one)))) : null),
    accessory ? el("div", { class: "accessory" }, element(accessory, within(ctx, block), { label }).node) : null);
}

function contextLine(block, ctx) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? element(part, ctx).node : el("span", { class: "text" }, textNodes(part)));
  return el("div", { class: "context" }, parts);
}

function actions(block, ctx) {
  return el("div", { class: "actions" }, block.elements.map((one) => element(one, within(ctx, block)).node));
}

/** An input of a modal: label, control, hint and a place for what is wrong with it. */
function inputBlock(block, ctx) {
  const label = plain(block.label);
  const grouped = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const made = element(block.element, within(ctx, block), { label: grouped ? label : "", live: block.dispatch_action === true });
  const control = grouped ? made.node : (made.node.querySelector("input") ?? made.node);
  const error = el("p", { class: "error", role: "alert", id: `${made.id}-error` });
  if (!grouped) control.removeAttribute("aria-label");
  control.setAttribute("aria-describedby", error.id);
  if (!grouped) control.setAttribute("aria-required", String(!block.optional));
  ctx.keep?.(block, { ...made, control, error });
  const optional = block.optional ? el("span", { class: "optional" }, " (optional)") : null;
  return el("div", { class: "input" },
    el(grouped ? "span" : "label", { class: "label", for: grouped ? null : made.id }, label, optional),
    made.node, block.hint ? el("p", { class: "hint" }, plain(block.hint)) : null, error);
}

function imageBlock(block) {
  return el("figure", {}, block.title ? el("figcaption", {}, plain(block.title)) : null, picture(block).node);
}

export const BLOCKS = {
  section,
  header: (block) => el("h3", { class: "header" }, plain(block.text)),
  context: contextLine,
  divider: () => el("hr"),
  actions,
  input: inputBlock,
  image: imageBlock,
  rich_text: (block) => el("div", { class: "text rich" }, richText(block)),
  markdown: (block) => el("div", { class: "document" }, markdown(block.text)),
  table,
  alert,
  card,
  carousel,
  container,
  context_actions: smallButtons,
  data_table: dataTable,
  data_visualization: chart,
  file: (block) => el("p", { class: "text" }, `[A remote file: ${block.external_id}]`),
  plan,
  task_card: task,
  video,
};

/** All blocks of a message or view. `ctx` says where they stand and what a press or a search does. */
export function blockNodes(blocks, ctx) {
  return (blocks ?? []).map((block) => {
    const build = BLOCKS[block.type];
    return build ? build(block, ctx) : el("p", { class: "unknown" }, `[A ${block.type} block is not shown here]`);
  });
}
