// Rich text blocks: sections, lists, quotes and code, built from their structure.

import { dateNode } from "./dates.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { nameOf } from "./here.js";
import { linkNode, personNode, roomNode } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => linkNode(piece.url, piece.text || piece.url),
  user: (piece) => personNode(piece.user_id),
  channel: (piece) => roomNode(piece.channel_id),
  usergroup: (piece) => el("span", { class: "mention loud" }, `@${nameOf(piece.usergroup_id)}`),
  broadcast: (piece) => el("span", { class: "mention loud" }, `@${piece.range}`),
  emoji: (piece) => emoji(piece.name),
  date: (piece) => dateNode(piece.timestamp, piece.format, piece.fallback ?? ""),
  color: (piece) => el("code", {}, piece.value),
};

function pieceNode(piece) {
  const node = PIECES[piece.type]?.(piece) ?? `[${piece.type}]`;
  const worn = Object.keys(STYLES).filter((style) => piece.style?.[style]);
  return worn.reduce((inner, style) => el(STYLES[style], {}, inner), node);
}

const run = (part) => (part.elements ?? []).map(pieceNode);

function list(part) {
  const items = (part.elements ?? []).map((item) => el("li", {}, run(item)));
  const tag = part.style === "ordered" ? "ol" : "ul";
  return el(tag, { class: `indent-${Math.min(part.indent ?? 0, 4)}`, start: part.offset ? part.offset + 1 : null }, items);
}

const PARTS = {
  rich_text_section: (part) => el("span", {}, run(part)),
  rich_text_list: list,
  rich_text_quote: (part) => el("blockquote", {}, run(part)),
  rich_text_preformatted: (part) => el("pre", {}, run(part)),
};

/** The parts of a rich_text block, in order. */
export const richText = (block) =>
  (block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? el("span", { class: "unknown" }, `[${part.type}]`));
