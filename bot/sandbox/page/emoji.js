// Emoji shortcodes that incident work uses, and the row that the reaction picker offers.

const SHORTCODES = {
  pushpin: "📌", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", "+1": "👍", thumbsup: "👍",
  "-1": "👎", thumbsdown: "👎", pray: "🙏", rotating_light: "🚨", fire: "🔥", tada: "🎉", heart: "❤️", rocket: "🚀", warning: "⚠️",
  bell: "🔔", no_bell: "🔕", test_tube: "🧪", lock: "🔒", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐",
  pager: "📟", phone: "☎️", telephone_receiver: "📞", memo: "📝", mag: "🔍", bulb: "💡", hammer: "🔨", wrench: "🔧",
  gear: "⚙️", link: "🔗", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", large_purple_circle: "🟣", information_source: "ℹ️", question: "❓",
  exclamation: "❗", wave: "👋", raised_hands: "🙌", clap: "👏", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", leftwards_arrow_with_hook: "↩️", recycle: "♻️", package: "📦",
  bug: "🐛", ship: "🚢", calendar: "📅", date: "📅", busts_in_silhouette: "👥", bust_in_silhouette: "👤", star: "⭐",
  medal: "🏅", first_place_medal: "🥇", second_place_medal: "🥈", third_place_medal: "🥉", books: "📚", book: "📖", speech_balloon: "💬",
  zzz: "💤", snowflake: "❄️", shield: "🛡️", construction: "🚧", ambulance: "🚑", fire_engine: "🚒", stopwatch: "⏱️",
};

/** What the reaction picker offers, the timeline's 📌 first. */
export const PICKS = ["pushpin", "eyes", "+1", "white_check_mark", "rotating_light", "fire", "pray", "tada", "heart", "rocket"];

/** The picture of a shortcode, or the shortcode itself where it is not known here. */
export const emoji = (name) => SHORTCODES[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;

export const knows = (name) => name in SHORTCODES;
