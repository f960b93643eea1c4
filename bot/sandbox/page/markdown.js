// Standard Markdown (documents and markdown blocks) as readable DOM nodes.

import { el } from "./dom.js";
import { emoji, knows } from "./emoji.js";
import { linkNode } from "./mrkdwn.js";

const PLAIN = /[^\\`*_~[<:h!]+/y;

const RULES = [
  { form: /\\([\\`*_{}[\]()#+\-.!|~<>])/y, build: ([, kept]) => kept },
  { form: /(`+)(.+?)\1(?!`)/y, build: ([, , body]) => el("code", {}, body.trim()) },
  { form: /\*\*(?=\S)(.+?)(?<=\S)\*\*/y, build: ([, body]) => el("strong", {}, spans(body)) },
  { form: /__(?=\S)(.+?)(?<=\S)__(?!\w)/y, build: ([, body]) => el("strong", {}, spans(body)) },
  { form: /\*(?=[^\s*])(.+?)(?<=[^\s*])\*/y, build: ([, body]) => el("em", {}, spans(body)) },
  { form: /(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)/y, build: ([, body]) => el("em", {}, spans(body)) },
  { form: /~~(?=\S)(.+?)(?<=\S)~~/y, build: ([, body]) => el("s", {}, spans(body)) },
  { form: /!\[([^\]]*)\]\(\s*<?([^\s)>]+)>?[^)]*\)/y, build: ([, label, url]) => linkNode(url, `🖼 ${label || url}`) },
  { form: /\[((?:[^[\]]|\[[^\]]*\])+)\]\(\s*<?([^\s)>]+)>?[^)]*\)/y, build: ([, label, url]) => linkNode(url, words(label)) },
  { form: /<((?:https?:\/\/|mailto:)[^\s<>]+)>/y, build: ([, url]) => linkNode(url) },
  { form: /https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"]/y, build: ([url]) => linkNode(url) },
  { form: /<br ?\/?>/y, build: () => el("br") },
  { form: /:([a-z0-9_+-]+):/y, build: ([whole, name]) => (knows(name) ? emoji(name) : whole) },
];

const words = (label) => label.replace(/[*_`~\\]/g, "");

/** Emphasis, code and links of one line. */
function spans(text) {
  const nodes = [];
  for (let place = 0; place < text.length; ) {
    const found = matchAt(PLAIN, text, place) ?? null;
    const rule = found ? null : RULES.find(({ form }) => matchAt(form, text, place));
    if (rule) {
      const hit = matchAt(rule.form, text, place);
      nodes.push(rule.build(hit));
      place += hit[0].length;
    } else {
      const kept = found ? found[0] : text[place];
      nodes.push(kept);
      place += kept.length;
    }
  }
  return nodes;
}

function matchAt(form, text, place) {
  form.lastIndex = place;
  return form.exec(text);
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const DIVISION = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const BREAKS = [/^#{1,6}\s/, /^\s*```/, /^\s*>/, ITEM, RULE, /^\s*\|.*\|/];

function heading(lines) {
  const found = /^(#{1,6})\s+(.*?)#*$/.exec(lines[0]);
  if (!found) return null;
  lines.shift();
  return el(`h${Math.min(found[1].length + 1, 6)}`, {}, spans(found[2].trim()));
}

function fence(lines) {
  if (!/^\s*```/.test(lines[0])) return null;
  lines.shift();
  return el("pre", {}, takeUntil(lines, (line) => /^\s*```\s*$/.test(line)).join("\n"));
}

function takeUntil(lines, ends) {
  const place = lines.findIndex(ends);
  const taken = lines.splice(0, place < 0 ? lines.length : place);
  lines.shift();
  return taken;
}

function takeWhile(lines, fits) {
  const place = lines.findIndex((line) => !fits(line));
  return lines.splice(0, place < 0 ? lines.length : place);
}

function quote(lines) {
  const taken = takeWhile(lines, (line) => /^\s*>/.test(line));
  return taken.length ? el("blockquote", {}, blocks(taken.map((line) => line.replace(/^\s*> ?/, "")))) : null;
}

const cells = (line) =>
  line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(lines) {
  if (!lines[0].includes("|") || !DIVISION.test(lines[1] ?? "") || !lines[1].includes("-")) return null;
  const head = cells(lines.shift());
  lines.shift();
  const rows = takeWhile(lines, (line) => line.includes("|")).map(cells);
  const row = (tag) => (row) => el("tr", {}, row.map((cell) => el(tag, {}, spans(cell))));
  return el("div", { class: "scrolls" },
    el("table", {}, head.some(Boolean) ? el("thead", {}, row("th")(head)) : null, el("tbody", {}, rows.map(row("td")))));
}

function checkbox(text) {
  const found = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!found) return spans(text);
  return [found[1] === " " ? "☐ " : "☑ ", ...spans(found[2])];
}

/** A list and what is indented under its items, to any depth. */
function list(lines) {
  const first = ITEM.exec(lines[0]);
  if (!first) return null;
  const ordered = /\d/.test(first[2]);
  const node = el(ordered ? "ol" : "ul", { start: ordered ? parseInt(first[2], 10) : null });
  for (let item = first; item && item[1].length === first[1].length; item = ITEM.exec(lines[0] ?? "")) {
    lines.shift();
    const under = takeWhile(lines, (line) => /^\s+\S/.test(line) && line.search(/\S/) > first[1].length);
    node.append(el("li", {}, checkbox(item[3]), blocks(under.map(outdent(under)))));
  }
  return node;
}

function outdent(lines) {
  const least = Math.min(...lines.map((line) => line.search(/\S/)));
  return (line) => line.slice(least);
}

function paragraph(lines) {
  const taken = [lines.shift(), ...takeWhile(lines, (line) => line.trim() && !BREAKS.some((form) => form.test(line)))];
  return el("p", {}, spans(taken.join("\n")));
}

const rule = (lines) => (RULE.test(lines[0]) ? (lines.shift(), el("hr")) : null);
const comment = (lines) => (/^\s*<!--/.test(lines[0]) ? (skipComment(lines), el("span", { hidden: true })) : null);

function skipComment(lines) {
  while (lines.length && !lines.shift().includes("-->"));
}

const KINDS = [comment, heading, fence, rule, quote, table, list, paragraph];

function blocks(lines) {
  const nodes = [];
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else for (const kind of KINDS) {
      const node = kind(lines);
      if (node) { nodes.push(node); break; }
    }
  }
  return nodes;
}

/** A Markdown document as nodes. Raw HTML in it is shown as the text it is. */
export const markdown = (text) => blocks((text ?? "").replaceAll("\r\n", "\n").split("\n"));
