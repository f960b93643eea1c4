// Building and keeping DOM nodes. Text from people and from the bot only ever becomes a text node.

import { legible } from "./emoji.js";

const SVG = "http://www.w3.org/2000/svg";

/** A node: `el("p", { class: "note", onclick: fn }, "text", child)`. Strings become text nodes. */
export function el(tag, traits = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) setTrait(node, name, value);
  const kept = children.flat(2).filter((child) => child !== null && child !== undefined && child !== false);
  node.append(...kept.map((child) => (typeof child === "string" ? legible(child) : child)));
  if (traits.value !== undefined && traits.value !== null) node.value = traits.value;
  return node;
}

function setTrait(node, name, value) {
  if (value === null || value === undefined || value === false || name === "value") return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

const STROKES = {
  pin: "M8 14v6M5 4h6l-.6 5L13 12v2H3v-2l2.6-3z",
  smile: "M8 2a6 6 0 1 0 .01 0M5.6 9.4c1.2 1.9 3.6 1.9 4.8 0M6 6v.6M10 6v.6",
  reply: "M2 3h12v8H7l-3 3v-3H2z",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  send: "M2 8l12-5-5 11-2-4.500z",
  close: "M3.500 3.500l9 9M12.500 3.500l-9 9",
  menu: "M2 4h12M2 8h12M2 12h12",
  lock: "M4 7.500h8V14H4zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500",
  globe: "M8 2a6 6 0 1 0 .01 0M2 8h12M8 2c-3.600 4-3.600 8 0 12M8 2c3.600 4 3.600 8 0 12",
  bolt: "M9 1.500L3.500 9H8l-1 5.500L12.500 7H8z",
  file: "M4 1.500h5l3 3V14.500H4zM9 1.500v3h3M6 8h4M6 11h4",
  bell: "M4 11V7a4 4 0 0 1 8 0v4l1.500 1.500h-11zM6.800 14.500h2.400",
  plus: "M8 3v10M3 8h10",
  clip: "M10.500 4.500L5.500 9.500a1.500 1.500 0 0 0 2.100 2.100l5-5a3 3 0 0 0-4.200-4.200l-5.100 5.100a4.500 4.500 0 0 0 6.300 6.300l4.400-4.400",
  home: "M2.500 7.500L8 2.500l5.500 5M4 6.500V13.500h8V6.500",
};

/** A small drawn icon; decoration only, so the button around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", name === "pin" ? "0 2 16 19" : "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and says `label` to screen readers and on hover. */
export function iconButton(name, label, onclick, traits = {}) {
  return el("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick, ...traits }, icon(name));
}

/**
 * Make the children of `container` mirror `items`, touching only what changed: a child whose `mark` is
 * the same stays the same node, so typing, focus and open menus survive a refresh.
 */
export function sync(container, items, { key, mark, build }) {
  const held = [...container.children].find((child) => child.contains(document.activeElement));
  const focus = held && document.activeElement.dataset.focus;
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const kept = old.get(key(item));
    return kept && kept.mark === mark(item) ? kept : fresh(item, { key, mark, build });
  });
  const wanted = new Set(nodes);
  for (const node of [...container.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, place) => {
    if (container.children[place] !== node) container.insertBefore(node, container.children[place] ?? null);
  });
  if (!held || container.contains(document.activeElement)) return;
  if (focus) refocus(container, focus);
  if (!container.contains(document.activeElement)) (nodes.find((node) => node.dataset.key === held.dataset.key) ?? nodes.at(-1) ?? container).focus({ preventScroll: true });
}

function fresh(item, { key, mark, build }) {
  const node = build(item);
  node.dataset.key = key(item);
  node.mark = mark(item);
  return node;
}

/** Put the focus back on the control that had it before a redraw. */
export function refocus(container, focus) {
  const again = [...container.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focus);
  again?.focus({ preventScroll: true });
}

/** The bytes of a picked file, as the control API takes them. */
export const asBase64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});
