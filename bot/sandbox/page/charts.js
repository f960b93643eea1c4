// Numbers: tables of raw cells, tables that turn pages, and charts drawn as labelled bars.

import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

function cell(one) {
  if (!one) return "";
  if (one.type === "rich_text") return richText(one);
  return one.type === "raw_number" ? (one.text ?? String(one.value)) : plain(one.text ?? "");
}

function grid([head = [], ...rows], align = () => "left", caption = null) {
  const kind = (one, place) => `align-${one?.type === "raw_number" ? "right" : align(place)}`;
  const row = (tag) => (cells) => el("tr", {}, cells.map((one, place) => el(tag, { class: kind(one, place), scope: tag === "th" ? "col" : null }, cell(one))));
  return el("table", {}, caption ? el("caption", {}, caption) : null,
    el("thead", {}, row("th")(head)), el("tbody", {}, rows.map(row("td"))));
}

const scrolls = (node) => el("div", { class: "scrolls", tabindex: "0" }, node);

export const table = (block) => scrolls(grid(block.rows ?? [], (place) => block.column_settings?.[place]?.align ?? "left"));

/** A data table: one page of rows, and the rest on demand. */
export function dataTable(block) {
  const [head, ...rows] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const whole = () => node.replaceChildren(scrolls(grid(block.rows, undefined, block.caption)));
  const more = rows.length > size ? el("button", { type: "button", class: "plain-button", onclick: whole }, `Show all ${rows.length} rows`) : null;
  const node = el("div", { class: "data-table" }, scrolls(grid([head, ...rows.slice(0, size)], undefined, block.caption)), more);
  return node;
}

const bar = (value, most) => el("meter", { min: 0, max: most, value: Math.max(value, 0), "aria-hidden": "true" });

function pie({ segments }) {
  const sum = segments.reduce((total, one) => total + one.value, 0);
  return segments.map(({ label, value }) =>
    el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "align-right" }, String(value)),
      el("td", {}, bar(value, sum), ` ${Math.round((100 * value) / sum)} %`)));
}

function series({ series: all }) {
  const most = Math.max(...all.flatMap(({ data }) => data.map((one) => one.value)), 1);
  return all.flatMap(({ name, data }) => data.map(({ label, value }, place) =>
    el("tr", {}, place ? null : el("th", { scope: "rowgroup", rowspan: String(data.length) }, name),
      el("td", {}, label), el("td", { class: "align-right" }, String(value)), el("td", {}, bar(value, most)))));
}

/** A chart as a table with bars: the same for eyes and for screen readers. */
export function chart(block) {
  const axes = block.chart.axis_config ?? {};
  const labels = [axes.x_label, axes.y_label].filter(Boolean).join(" · ");
  return scrolls(el("table", { class: "chart" }, el("caption", {}, block.title, labels ? el("small", {}, ` ${labels}`) : null),
    el("tbody", {}, block.chart.type === "pie" ? pie(block.chart) : series(block.chart))));
}
