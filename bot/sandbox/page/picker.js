// The search-as-you-type fields of external selects, for one and for several: a combobox whose list the bot fills.

import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";

const PAUSE = 180;

/** The options of an answer: a bare list, or Slack's own shape. */
const flat = (answer) =>
  Array.isArray(answer) ? answer : (answer.option_groups ?? []).flatMap((group) => group.options).concat(answer.options ?? []);

/** A field `{node, read, write}`; `search(query)` asks the bot, and a choice fires `change` on the node. */
export function picker({ spec, id, label, search }) {
  let chosen = spec.initial_option ?? null;
  let timer = 0;
  let asked = 0;
  let offered = [];
  let marked = -1;

  const list = el("ul", { class: "options", role: "listbox", id: `${id}-list`, hidden: true });
  const box = el("input", {
    type: "text", id, role: "combobox", autocomplete: "off", "aria-label": label, "aria-expanded": "false",
    "aria-controls": list.id, "aria-autocomplete": "list", placeholder: plain(spec.placeholder) || "Type to search",
    value: chosen ? plain(chosen.text) : "",
    onfocus: () => seek(""), oninput: () => later(), onkeydown: keys, onblur: () => setTimeout(settle, 150),
  });
  const node = el("div", { class: "picker" }, box, list);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => seek(box.value), PAUSE);
  }

  async function seek(query) {
    if (query.length < (spec.min_query_length ?? 3) && !(query === "" && spec.min_query_length === 0)) {
      return show([], `Type ${spec.min_query_length ?? 3} letters or more`);
    }
    const turn = ++asked;
    show([], "Searching…");
    const answer = await search(query).catch((error) => ({ error: error.message }));
    if (turn !== asked) return undefined;
    return show(flat(answer), answer.error ? `No answer: ${answer.error}` : "Nothing found");
  }

  function show(options, empty) {
    offered = options;
    marked = options.length ? 0 : -1;
    const rows = options.map((option, place) =>
      el("li", { role: "option", id: `${id}-${place}`, onmousedown: (event) => { event.preventDefault(); take(place); } },
        plain(option.text), option.description ? el("small", {}, plain(option.description)) : null));
    list.replaceChildren(...(rows.length ? rows : [el("li", { class: "none" }, empty)]));
    open(document.activeElement === box);
  }

  function open(shown) {
    list.hidden = !shown;
    box.setAttribute("aria-expanded", String(shown));
    mark(marked);
  }

  function mark(place) {
    marked = place;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
    if (place >= 0) box.setAttribute("aria-activedescendant", `${id}-${place}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function take(place) {
    chosen = offered[place] ?? null;
    box.value = chosen ? plain(chosen.text) : "";
    open(false);
    node.dispatchEvent(new Event("change"));
  }

  function settle() {
    open(false);
    if (!box.value) chosen = null;
    else box.value = chosen ? plain(chosen.text) : "";
  }

  function keys(event) {
    if (list.hidden) {
      if (event.key === "ArrowDown") seek(box.value);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) mark((marked + step + offered.length) % offered.length);
    else if (event.key === "Enter" && marked >= 0) take(marked);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    node,
    read: () => chosen?.value ?? null,
    save: () => chosen,
    write: (option) => { chosen = option; box.value = option ? plain(option.text) : ""; },
  };
}

/** As `picker`, for several: what was chosen stands before the box, and a press takes it away again. */
export function manyPicker({ spec, id, label, search }) {
  let chosen = [...(spec.initial_options ?? [])];
  const one = picker({ spec: { ...spec, initial_option: null }, id, label, search });
  const chips = el("span", { class: "chips" });
  const node = el("div", { class: "many" }, chips, one.node);

  const chip = (option) => el("button", {
    type: "button", class: "chip", "aria-label": `Take ${plain(option.text)} away`,
    onclick: () => change(chosen.filter((other) => other.value !== option.value)),
  }, plain(option.text), el("span", { "aria-hidden": "true" }, " ×"));

  function write(options) {
    chosen = [...(options ?? [])];
    chips.replaceChildren(...chosen.map(chip));
  }

  function change(options) {
    write(options);
    node.querySelector("input").focus();
    node.dispatchEvent(new Event("change"));
  }

  one.node.addEventListener("change", () => {
    const option = one.save();
    one.write(null);
    if (option && !chosen.some((other) => other.value === option.value)) change([...chosen, option]);
  });
  write(chosen);
  return { node, read: () => chosen, save: () => chosen, write };
}
