// Small menus that open at a button: arrow keys move, Enter chooses, Escape and a click outside close.

import { el } from "./dom.js";

let shown = null;

export function closeMenu() {
  if (!shown) return;
  const { node, anchor } = shown;
  shown = null;
  node.remove();
  anchor.setAttribute("aria-expanded", "false");
}

/** Open a menu of `{label, detail?, about?, run, danger?}` rows (`about` stands below); one without `run` is a heading. */
export function openMenu(anchor, rows, { wide = false, grid = false } = {}) {
  const again = shown?.anchor === anchor;
  closeMenu();
  if (again) return;
  const items = rows.map((row) => (row.run ? item(row, anchor) : el("p", { class: "menu-heading" }, row.label)));
  const node = el("div", { class: `menu${wide ? " wide" : ""}${grid ? " grid" : ""}`, role: "menu", onkeydown: keys }, items);
  (anchor.closest("dialog") ?? document.body).append(node);
  place(node, anchor);
  anchor.setAttribute("aria-expanded", "true");
  shown = { node, anchor };
  node.querySelector("[role=menuitem]")?.focus();
}

function item({ label, detail, about, run, danger, says }, anchor) {
  return el("button", {
    type: "button", role: "menuitem", class: danger ? "danger" : about ? "told" : null, "aria-label": says ?? null, title: says ?? null,
    onclick: () => { closeMenu(); anchor.focus({ preventScroll: true }); run(); },
  }, el("span", {}, ...[label].flat()), detail || about ? el("small", {}, detail ?? about) : null);
}

function place(node, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const below = at.bottom + height + 8 < innerHeight;
  node.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  node.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
}

function keys(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    shown?.anchor.focus({ preventScroll: true });
    closeMenu();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("mousedown", (event) => {
  if (shown && !shown.node.contains(event.target) && !shown.anchor.contains(event.target)) closeMenu();
});
addEventListener("resize", closeMenu);
