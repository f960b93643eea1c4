// Interactive elements of Block Kit as native controls. ELEMENTS is the table: type → builder of a field.

import * as api from "./api.js";
import { asBase64, el } from "./dom.js";
import { here, nameOf } from "./here.js";
import { plain, textNodes } from "./mrkdwn.js";
import { attempt } from "./notice.js";
import { manyPicker, picker } from "./picker.js";

/** The context of what stands in a block: a press names the block, and its fields are told apart. */
export const within = (ctx, block) => ({
  ...ctx,
  where: `${ctx.where}/${block.block_id ?? ""}`,
  press: (spec, value, node) => ctx.press({ block_id: block.block_id, action_id: spec.action_id, value }, node),
  search: (spec, query) => ctx.search({ block_id: block.block_id, action_id: spec.action_id, query }),
});

let counter = 0;
export const freshId = () => `field-${++counter}`;

const agree = (confirm) =>
  !confirm || window.confirm([confirm.title, confirm.text].map(plain).filter(Boolean).join("\n\n"));

function openPage(url) {
  if (/^https?:\/\//i.test(url ?? "")) window.open(url, "_blank", "noopener");
}

function button(spec, ctx) {
  const press = () => {
    if (!agree(spec.confirm)) return;
    openPage(spec.url);
    ctx.press(spec, spec.value ?? null, node);
  };
  const tone = { primary: " primary", danger: " danger" }[spec.style] ?? "";
  const node = el("button", {
    type: "button", class: `block-button${tone}`, "aria-label": spec.accessibility_label, onclick: press,
  }, plain(spec.text), spec.url ? el("span", { class: "away", "aria-hidden": "true" }, " ↗") : null);
  return { node };
}

function pressed(spec, ctx, label, value, traits = {}) {
  const press = () => agree(spec.confirm) && ctx.press(spec, value, node);
  const node = el("button", { type: "button", class: "plain-button", onclick: press, ...traits }, label);
  return node;
}

function feedback(spec, ctx) {
  const thumbs = [spec.positive_button, spec.negative_button].map(({ text, value, accessibility_label: says }) =>
    pressed(spec, ctx, plain(text), value, { "aria-label": says }));
  return { node: el("span", { class: "row", role: "group", "aria-label": "Feedback" }, thumbs) };
}

function iconOf(spec, ctx) {
  const seen = !spec.visible_to_user_ids?.length || spec.visible_to_user_ids.includes(here.person);
  const node = pressed(spec, ctx, plain(spec.text), spec.value ?? null, { "aria-label": spec.accessibility_label, hidden: !seen });
  return { node };
}

const workflow = (spec) =>
  ({ node: el("button", { type: "button", class: "block-button", disabled: true, title: "Workflows do not run here" }, plain(spec.text)) });

function field(node, read, write) {
  return { node, read, write, save: read };
}

function input(type, initial) {
  return (spec, ctx) => {
    const node = el("input", {
      type, id: ctx.id, "aria-label": ctx.label, value: spec[initial] ?? "", placeholder: plain(spec.placeholder),
      maxlength: spec.max_length, min: spec.min_value, max: spec.max_value,
      step: type === "number" && spec.is_decimal_allowed ? "any" : null,
    });
    return field(node, () => node.value || null, (value) => { node.value = value ?? ""; });
  };
}

function plainText(spec, ctx) {
  if (!spec.multiline) return input("text", "initial_value")(spec, ctx);
  const node = el("textarea", {
    id: ctx.id, rows: 4, "aria-label": ctx.label, value: spec.initial_value ?? "", placeholder: plain(spec.placeholder),
    maxlength: spec.max_length,
  });
  return field(node, () => node.value || null, (value) => { node.value = value ?? ""; });
}

function dateTime(spec, ctx) {
  const made = input("datetime-local", "")(spec, ctx);
  const pad = (at) => new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  if (spec.initial_date_time) made.node.value = pad(new Date(spec.initial_date_time * 1000));
  return { ...made, read: () => (made.node.value ? Math.floor(new Date(made.node.value).getTime() / 1000) : null) };
}

const choice = ({ value, text }) => el("option", { value }, plain(text));

function select(options, initial, spec, ctx) {
  const several = spec.type.startsWith("multi_");
  const empty = several ? null : el("option", { value: "" }, plain(spec.placeholder) || "Choose…");
  const node = el("select", { id: ctx.id, "aria-label": ctx.label, multiple: several, size: several ? 5 : null }, empty, options);
  const wanted = [initial].flat().filter(Boolean);
  const write = (value) => {
    const chosen = [value].flat();
    for (const option of node.options) option.selected = chosen.includes(option.value) || (!several && !value && option.value === "");
  };
  write(several ? wanted : (wanted[0] ?? null));
  const read = () => (several ? [...node.selectedOptions].map((option) => option.value) : node.value || null);
  return field(node, read, write);
}

const valuesOf = (options) => (options ?? []).map((option) => option.value);

function staticSelect(spec, ctx) {
  const groups = (spec.option_groups ?? []).map((group) =>
    el("optgroup", { label: plain(group.label) }, group.options.map(choice)));
  const initial = spec.initial_option?.value ?? valuesOf(spec.initial_options);
  return select([...groups, ...(spec.options ?? []).map(choice)], initial, spec, ctx);
}

function usersSelect(spec, ctx) {
  const people = here.me.people.map((one) => el("option", { value: one.id }, nameOf(one.id)));
  return select(people, spec.initial_user ?? spec.initial_users, spec, ctx);
}

function roomsSelect(spec, ctx) {
  const rooms = here.state.channels.filter((room) => !room.is_im && !room.is_archived)
    .map((room) => el("option", { value: room.id }, `#${room.name}`));
  const initial = spec.initial_channel ?? spec.initial_conversation ?? spec.initial_channels ?? spec.initial_conversations;
  return select(rooms, initial, spec, ctx);
}

function externalSelect(spec, ctx) {
  const build = spec.type.startsWith("multi_") ? manyPicker : picker;
  return build({ spec, id: ctx.id, label: ctx.label, search: (query) => ctx.search(spec, query) });
}

/** Files are brought to Slack when they are picked; the form names them. */
function fileInput(spec, ctx) {
  let files = [];
  const said = el("small", {});
  const box = el("input", {
    type: "file", id: ctx.id, "aria-label": ctx.label, multiple: (spec.max_files ?? 10) > 1,
    accept: (spec.filetypes ?? []).map((kind) => `.${kind}`).join(",") || null,
    onchange: async () => {
      const kept = await attempt("Bringing the file", () => Promise.all([...box.files].map(async (file) =>
        api.keep(here.person, { name: file.name, base64: await asBase64(file) }))));
      write(kept ?? []);
    },
  });
  const write = (value) => { files = value ?? []; said.textContent = files.map((file) => file.name).join(", "); };
  return { node: el("span", { class: "files-field" }, box, said), read: () => files, save: () => files, write };
}

/** Rich text is typed as plain lines; the app gets the rich_text block that Slack would make of them. */
function richInput(spec, ctx) {
  const made = plainText({ ...spec, initial_value: "", multiline: true }, ctx);
  const block = (text) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] });
  return { ...made, read: () => (made.node.value ? block(made.node.value) : null), save: () => made.node.value, write: (text) => { made.node.value = text ?? ""; } };
}

/** Check boxes and radio buttons: a labelled control a line, read as one value or many. */
function ticks(kind, spec, ctx) {
  const initial = kind === "radio" ? [spec.initial_option?.value] : valuesOf(spec.initial_options);
  const boxes = (spec.options ?? []).map(({ value }) =>
    el("input", { type: kind, name: ctx.id, value, checked: initial.includes(value) }));
  const lines = spec.options.map((option, place) =>
    el("label", { class: "tick" }, boxes[place],
      el("span", {}, textNodes(option.text), option.description ? el("small", {}, textNodes(option.description)) : null)));
  const node = el("div", { class: "ticks", role: kind === "radio" ? "radiogroup" : "group", "aria-label": ctx.label }, lines);
  const many = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const read = () => (kind === "radio" ? (many()[0] ?? null) : many());
  return field(node, read, (value) => boxes.forEach((box) => { box.checked = [value].flat().includes(box.value); }));
}

/** An overflow menu: a select that forgets its choice at once. */
function overflow(spec, ctx) {
  const links = new Map(spec.options.map((option) => [option.value, option.url]));
  const node = el("select", {
    class: "overflow", "aria-label": ctx.label || "More actions",
    onchange: () => {
      const value = node.value;
      node.value = "";
      if (!value || !agree(spec.confirm)) return;
      openPage(links.get(value));
      ctx.press(spec, value, node);
    },
  }, el("option", { value: "" }, "⋯"), spec.options.map(choice));
  return { node };
}

/** A picture of the sandbox's own is shown; one from elsewhere is a link, for this page loads nothing foreign. */
export function picture(spec) {
  const kept = spec.slack_file?.id ? `${location.origin}/files/${spec.slack_file.id}?as=${here.person}` : spec.slack_file?.url;
  const url = spec.image_url ?? kept ?? "";
  const mine = url.startsWith(`${location.origin}/`);
  if (mine) return { node: el("img", { class: "thumb", src: url, alt: spec.alt_text ?? "" }) };
  return { node: el("a", { class: "picture", href: /^https?:/.test(url) ? url : null, target: "_blank", rel: "noopener noreferrer" }, `🖼 ${spec.alt_text || "image"}`) };
}

export const ELEMENTS = {
  button,
  overflow,
  plain_text_input: plainText,
  number_input: input("number", "initial_value"),
  email_text_input: input("email", "initial_value"),
  url_text_input: input("url", "initial_value"),
  datepicker: input("date", "initial_date"),
  timepicker: input("time", "initial_time"),
  datetimepicker: dateTime,
  static_select: staticSelect,
  multi_static_select: staticSelect,
  users_select: usersSelect,
  multi_users_select: usersSelect,
  channels_select: roomsSelect,
  conversations_select: roomsSelect,
  multi_channels_select: roomsSelect,
  multi_conversations_select: roomsSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  rich_text_input: richInput,
  feedback_buttons: feedback,
  icon_button: iconOf,
  workflow_button: workflow,
  checkboxes: (spec, ctx) => ticks("checkbox", spec, ctx),
  radio_buttons: (spec, ctx) => ticks("radio", spec, ctx),
  file_input: fileInput,
  image: picture,
};

/** A menu that acts at once is opened by the keys that would otherwise already choose from it. */
function opens(event) {
  if (!("showPicker" in event.currentTarget) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!/^(ArrowUp|ArrowDown|Enter|.)$/.test(event.key)) return;
  event.preventDefault();
  event.currentTarget.showPicker();
}

/** One element: its field, told to the bot at each change where it stands outside an input block. */
export function element(spec, ctx, { label = "", live = true } = {}) {
  const build = ELEMENTS[spec.type];
  if (!build) return { node: el("span", { class: "unknown" }, `[${spec.type} is not shown here]`) };
  const id = freshId();
  const made = build(spec, { ...ctx, id, label: label || plain(spec.placeholder) || null });
  const focus = made.node.matches("button,input,select,textarea") ? made.node : made.node.querySelector("input");
  if (focus && spec.action_id) focus.dataset.focus = `${ctx.where}/${spec.action_id}`;
  if (live && made.node.matches("select:not([multiple])")) made.node.addEventListener("keydown", opens);
  if (live && made.read) made.node.addEventListener("change", () => ctx.press(spec, made.read(), made.node));
  return { ...made, id };
}
