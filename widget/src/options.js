// What a website says about its chat: data attributes of the script, MTAChat.init({...}) and the server's settings.

export const languages = ["en", "ar", "fr"];
const positions = ["auto", "left", "right"];

const list = value => Array.isArray(value) ? value : String(value).split("|").map(item => item.trim()).filter(Boolean);
const boolean = value => value === "" || value === true || /^(1|true|on|yes)$/i.test(value);
const text = value => String(value);
const number = value => Number.isFinite(+value) ? +value : undefined;

// name: how its value is read
const known = {
  endpoint: text, language: text, position: text, color: text, theme: text, radius: number,
  title: text, subtitle: text, logo: text, greeting: text, note: text, examples: list, whatsapp: text,
  privacy: text, leads: boolean, hours: text, zIndex: number, open: boolean, retryDelay: number,
};

function read(given) {
  const options = {};
  for (const [name, convert] of Object.entries(known)) {
    if (given?.[name] == null) continue;
    const value = convert(given[name]);
    if (value !== undefined) options[name] = value;
  }
  return options;
}

/** The language of the texts: the asked one, else the page's, else the browser's. */
export function languageOf(asked) {
  const candidates = [asked, document.documentElement.lang, ...(navigator.languages || [])];
  for (const candidate of candidates) {
    const language = String(candidate || "").toLowerCase().split(/[-_]/)[0];
    if (languages.includes(language)) return language;
  }
  return "en";
}

/** An http or https address, else "". */
export function safeUrl(value, base) {
  try {
    const url = new URL(value, base);
    return /^https?:$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/**
 * `sources`: the weakest first; each may have `texts: {en: {...}}`, which are weaker than what stands beside them
 * in a later source. Returns every option with a value that can be used.
 */
export function makeOptions(sources) {
  const options = { position: "auto", theme: "auto", color: "#0b5c66", radius: 20, zIndex: 2147483000, leads: false };
  const language = languageOf(sources.map(source => source?.language).filter(name => name && name !== "auto").pop());
  for (const source of sources) Object.assign(options, read(source?.texts?.[language]), read(source));
  if (!positions.includes(options.position)) options.position = "auto";
  options.language = language;
  options.endpoint = safeUrl(options.endpoint || ".", document.baseURI).replace(/\/$/, "");
  options.privacy = options.privacy && safeUrl(options.privacy, document.baseURI);
  options.logo = options.logo && safeUrl(options.logo, document.baseURI);
  options.whatsapp = (options.whatsapp || "").replace(/\D/g, "");
  options.radius = Math.min(Math.max(options.radius, 0), 32);
  return options;
}
