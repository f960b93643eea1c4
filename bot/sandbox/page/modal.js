// Modals: the view on top of the stack as a dialog, its fields, what is wrong with them, and leaving it.

import * as api from "./api.js";
import { blockNodes } from "./blocks.js";
import { el, iconButton, refocus } from "./dom.js";
import { here } from "./here.js";
import { busy } from "./message.js";
import { plain } from "./mrkdwn.js";
import { attempt } from "./notice.js";

let open = null;

function contextOf(view, fields) {
  return {
    where: view.id,
    press: (press, node) => busy(node, () => attempt("That control", () => api.click(here.person, { view_id: view.id, ...press }))),
    search: (query) => api.options(here.person, { view_id: view.id, ...query }),
    keep: (block, field) => fields.set(block.block_id, { block, ...field }),
  };
}

const sameField = (one, other) => one.block.element.action_id === other.block.element.action_id;

/** What was typed so far goes over into the redrawn fields of the same block and action, as in Slack. */
function carry(before, after) {
  for (const [block, field] of after) {
    const old = before.get(block);
    if (old?.save && sameField(old, field)) field.write(old.save());
  }
}

function draw(view) {
  const fields = new Map();
  const nodes = blockNodes(view.blocks, contextOf(view, fields));
  const submit = plain(view.submit);
  const back = here.state.modals.length > 1;
  const form = el("form", { novalidate: true, onkeydown: hurried, onsubmit: (event) => { event.preventDefault(); send(view); } },
    el("div", { class: "dialog-body view" }, nodes),
    el("footer", {},
      el("button", { type: "button", class: "plain-button", onclick: () => leave(view), data: { focus: "modal-close" } }, plain(view.close) || (back ? "Back" : submit ? "Cancel" : "Close")),
      submit ? el("button", { type: "submit", class: "block-button primary", data: { focus: "modal-submit" } }, submit) : null));
  return { fields, parts: [el("header", {}, el("h2", {}, plain(view.title)), iconButton("close", "Close this dialog", () => leave(view, true))), form] };
}

/** Ctrl+Enter (or ⌘ Enter) sends the form from any of its fields, as in Slack. */
function hurried(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.querySelector("[type=submit]")?.click();
}

/** Leave a view, once; the cross leaves all that lie on each other, as in Slack. */
async function leave(view, all = false) {
  if (open.leaving === view.id) return;
  const left = open;
  left.leaving = view.id;
  if (!(await attempt("Closing", () => api.close(here.person, view.id, all)))) left.leaving = null;
}

function missing(fields) {
  const empty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);
  const found = [...fields].filter(([, { block, read }]) => !block.optional && empty(read()));
  return Object.fromEntries(found.map(([name]) => [name, "Please complete this required field."]));
}

function show(errors, fields) {
  for (const [name, { error, control }] of fields) {
    error.textContent = errors[name] ?? "";
    control.setAttribute("aria-invalid", String(name in errors));
  }
  const first = [...fields].find(([name]) => name in errors)?.[1];
  (first?.control.matches("[role=group],[role=radiogroup]") ? first.control.querySelector("input") : first?.control)?.focus();
}

async function send(view) {
  const { fields } = open;
  const wrong = missing(fields);
  show(wrong, fields);
  if (Object.keys(wrong).length) return;
  const values = Object.fromEntries([...fields].map(([name, field]) => [name, field.read() ?? ""]));
  const button = open.dialog.querySelector("[type=submit]");
  button.disabled = true;
  const answer = await attempt("Submitting", () => api.submit(here.person, view.id, values));
  button.disabled = false;
  if (answer?.errors) show(answer.errors, fields);
}

function firstField(dialog) {
  const node = dialog.querySelector(".view input, .view select, .view textarea") ?? dialog.querySelector("[type=submit]") ?? dialog.querySelector("footer button");
  node?.focus();
}

/** The dialog goes, and the reader is where they were before it; in the box, where that is gone. */
function shut() {
  const { dialog, from } = open;
  open = null;
  dialog.remove();
  if (from.isConnected) from.focus({ preventScroll: true });
  else refocus(document.body, from.dataset.focus);
  if (document.activeElement === document.body) document.getElementById("box").focus();
}

function openDialog(view) {
  const dialog = el("dialog", { class: "modal", "aria-label": plain(view.title), oncancel: (event) => { event.preventDefault(); leave(open.view); } });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function fill(view, dialog, { carried, from }) {
  const focus = document.activeElement?.dataset.focus;
  const top = dialog.querySelector(".view")?.scrollTop ?? 0;
  const { fields, parts } = draw(view);
  if (carried) carry(carried, fields);
  dialog.replaceChildren(...parts);
  dialog.setAttribute("aria-label", plain(view.title));
  open = { view, dialog, fields, mark: markOf(view), from: open ? open.from : from, leaving: null };
  if (!carried) return firstField(dialog);
  dialog.querySelector(".view").scrollTop = top;
  refocus(dialog, focus);
  if (!dialog.contains(document.activeElement) || document.activeElement === dialog) firstField(dialog);
  return undefined;
}

const markOf = (view) => JSON.stringify([view.title, view.submit, view.close, view.blocks, here.state.modals.length]);

/** Open, redraw or close the dialog so that it shows the reader's topmost view. */
export function drawModal() {
  const view = here.state.modals.at(-1);
  if (!view) {
    if (open) shut();
    return;
  }
  if (open && open.view.id === view.id && open.mark === markOf(view)) return;
  const from = document.activeElement;
  fill(view, open?.dialog ?? openDialog(view), { carried: open?.view.id === view.id ? open.fields : null, from });
}
