// Slack's mrkdwn as DOM nodes: text nodes and a few known elements, so that no text can become markup.

import { dateNode } from "./dates.js";
import { el } from "./dom.js";
import { emoji, knows } from "./emoji.js";
import { goTo, hashFor, here, isBot, nameOf, roomById } from "./here.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
const PERMALINK = /\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?(?:[?#].*)?$/;

/** A link that leaves the page, or one of Slack's own permalinks, which stays in it. */
export function linkNode(url, label = url) {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return document.createTextNode(label);
  const [, room, seconds, micros] = PERMALINK.exec(url) ?? [];
  if (room && roomById(room)) {
    const ts = seconds ? `${seconds}.${micros}` : "";
    return el("a", { href: hashFor(here.person, room, ts), title: url }, label);
  }
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function personNode(id, label) {
  const mine = id === here.person ? " mine" : "";
  return el("span", { class: `mention${mine}`, title: isBot(id) ? "app" : id }, `@${label || nameOf(id)}`);
}

export function roomNode(id, label) {
  const name = `#${roomById(id)?.name ?? label ?? id}`;
  if (!roomById(id)) return el("span", { class: "mention" }, name);
  return el("button", { type: "button", class: "mention", onclick: () => goTo(id) }, name);
}

function commandNode(body) {
  const date = /^date\^(\d+)\^([^^|]*)(?:\^([^|]*))?(?:\|(.*))?$/.exec(body);
  if (date) return dateWith(date);
  const [word, label] = body.split("|");
  const name = word.startsWith("subteam^") ? label || nameOf(word.slice(8)) : word;
  return el("span", { class: "mention loud" }, `@${name.replace(/^@/, "")}`);
}

function dateWith([, seconds, form, url, fallback]) {
  const node = dateNode(seconds, decode(form), decode(fallback ?? ""));
  if (!url) return node;
  const link = linkNode(decode(url), "");
  if (link.nodeType !== Node.ELEMENT_NODE) return node;
  link.append(node);
  return link;
}

function angleNode(body) {
  const [target, ...rest] = body.split("|");
  const label = decode(rest.join("|"));
  if (body.startsWith("@")) return personNode(target.slice(1), label);
  if (body.startsWith("#")) return roomNode(target.slice(1), label);
  if (body.startsWith("!")) return commandNode(body.slice(1));
  return linkNode(decode(target), label || decode(target).replace(/^mailto:/, ""));
}

/** Text between two marks: links and code are taken whole (an atomic group), so no text makes this slow. */
const styled = (mark) =>
  new RegExp(`\\${mark}(?=[^\\s\\${mark}])((?:(?=(<[^<>\\n]*>|\`[^\`\\n]+\`|[^\\n\\${mark}]))\\2)+)(?<!\\s)\\${mark}(?!\\w)`, "y");

const RULES = [
  { opens: "`", form: /`([^`\n]+)`/y, build: (body) => el("code", {}, decode(body)) },
  { opens: "<", form: /<([^<>\n]+)>/y, build: angleNode },
  { opens: ":", form: /:([a-z0-9_+-]+):/y, build: (name, whole) => (knows(name) ? emoji(name) : whole) },
  { opens: "*", form: styled("*"), apart: true, build: (body) => el("strong", {}, inline(body)) },
  { opens: "_", form: styled("_"), apart: true, build: (body) => el("em", {}, inline(body)) },
  { opens: "~", form: styled("~"), apart: true, build: (body) => el("s", {}, inline(body)) },
];

function ruleAt(text, place) {
  for (const rule of RULES) {
    if (text[place] !== rule.opens) continue;
    if (rule.apart && place > 0 && /\w/.test(text[place - 1])) continue;
    rule.form.lastIndex = place;
    const found = rule.form.exec(text);
    if (found) return { node: rule.build(found[1], found[0]), end: place + found[0].length };
  }
  return null;
}

/** One run of mrkdwn (no quotes, no code fences) as nodes and strings. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  for (let place = 0; place < text.length; ) {
    const found = ruleAt(text, place);
    if (!found) plain += text[place++];
    else {
      nodes.push(decode(plain), found.node);
      plain = "";
      place = found.end;
    }
  }
  return [...nodes, decode(plain)].filter((node) => node !== "");
}

const QUOTE = /^(?:&gt;|>) ?/;

function paragraphs(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = runs.at(-1);
    if (last && last.quoted === quoted) last.lines.push(line);
    else runs.push({ quoted, lines: [line] });
  }
  return runs.map(({ quoted, lines }) =>
    quoted
      ? el("blockquote", {}, inline(lines.map((line) => line.replace(QUOTE, "")).join("\n")))
      : el("span", {}, inline(lines.join("\n"))),
  );
}

/** A whole mrkdwn text: code fences, quotes, and the runs between them. */
export function mrkdwn(text) {
  const parts = (text ?? "").split(/\n?```\n?([\s\S]+?)\n?```\n?/);
  return parts.flatMap((part, place) => {
    if (place % 2) return [el("pre", {}, decode(part))];
    return part === "" ? [] : paragraphs(part);
  });
}

/** A text object of Block Kit. In plain_text only emoji shortcodes are read. */
export function textNodes(text) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text);
  return [plain(text)];
}

/** The plain string of a text object, shortcodes shown as pictures. */
export function plain(text) {
  const words = typeof text === "string" ? text : (text?.text ?? "");
  return words.replace(/:([a-z0-9_+-]+):/g, (whole, name) => (knows(name) ? emoji(name) : whole));
}
