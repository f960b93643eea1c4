// A small dialog of the page's own: a few fields, an answer or nothing.

import { el } from "./dom.js";

let counter = 0;

function fieldOf({ name, label, type = "text", hint, options, value }) {
  const id = `question-${++counter}`;
  const control = options
    ? el("select", { id, name, value }, options.map(([key, text]) => el("option", { value: key }, text)))
    : el("input", { id, name, type, value });
  if (type === "checkbox") return el("label", { class: "tick" }, control, label);
  return el("div", { class: "input" }, el("label", { class: "label", for: id }, label), control, hint ? el("p", { class: "hint" }, hint) : null);
}

/** Ask; resolves to `{name: text or boolean}`, or null when the reader leaves. */
export function ask(title, fields, submit) {
  return new Promise((resolve) => {
    const form = el("form", { method: "dialog", onsubmit: () => answer(read(form)) },
      el("div", { class: "dialog-body" }, fields.map(fieldOf)),
      el("footer", {},
        el("button", { type: "button", class: "plain-button", onclick: () => dialog.close() }, "Cancel"),
        el("button", { class: "block-button primary" }, submit)));
    const dialog = el("dialog", { class: "modal small", "aria-label": title, onclose: () => { dialog.remove(); resolve(null); } },
      el("header", {}, el("h2", {}, title)), form);
    const answer = (values) => { resolve(values); };
    document.body.append(dialog);
    dialog.showModal();
  });
}

const read = (form) =>
  Object.fromEntries([...form.elements].filter((one) => one.name).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value]));
