// The viewer of a file: Markdown as a document, everything else as its text.

import * as api from "./api.js";
import { el, iconButton } from "./dom.js";
import { here } from "./here.js";
import { markdown } from "./markdown.js";
import { attempt } from "./notice.js";

const isMarkdown = (file) => /\.(md|markdown)$/i.test(file.name ?? "");

function shown(file, asText) {
  if (!isMarkdown(file) || asText) return el("pre", { class: "plain", tabindex: "0" }, file.content ?? "");
  return el("div", { class: "document", tabindex: "0" }, markdown(file.content));
}

/** Fetch a file and show it over the page; Escape or the cross closes it. */
export async function openFile({ id }) {
  const file = await attempt("Opening the file", () => api.file(here.person, id));
  if (!file) return;
  const name = file.name ?? file.title ?? id;
  const body = el("div", { class: "dialog-body" }, shown({ ...file, name }, false));
  const dialog = el("dialog", { class: "viewer", "aria-label": name, onclose: () => dialog.remove() },
    el("header", {}, el("h2", {}, file.title || name), el("span", { class: "grow" }),
      isMarkdown({ name }) ? source(file, name, body) : null,
      iconButton("close", "Close", () => dialog.close())),
    body);
  document.body.append(dialog);
  dialog.showModal();
}

function source(file, name, body) {
  let asText = false;
  const node = el("button", {
    type: "button", class: "plain-button", "aria-pressed": "false",
    onclick: () => {
      asText = !asText;
      node.setAttribute("aria-pressed", String(asText));
      body.replaceChildren(shown({ ...file, name }, asText));
    },
  }, "Source");
  return node;
}
