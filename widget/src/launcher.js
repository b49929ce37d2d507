// The part that every page view loads: a button, and what it takes to load the rest when it is pressed.

import { tokens } from "./colours.js";
import { h, icon, sheet } from "./dom.js";
import { chat, down } from "./icons.js";
import { base } from "./launcher_style.js";
import { texts } from "./launcher_texts.js";
import { makeOptions } from "./options.js";

/* global PANEL_FILE, SERVER_SETTINGS */
// A script of the kind "module" is nobody's current one.
const script = document.currentScript || [...document.scripts].find(each => /\/widget(-[\da-f]{12})?\.js(\?|$)/.test(each.src));
const address = script?.src || document.baseURI;
// A server writes its settings into the script that it serves; from elsewhere they are asked for on opening.
const settings = typeof SERVER_SETTINGS === "object" ? SERVER_SETTINGS : null;

let shown = null;  // what is mounted
let awaited = null;  // {options} of an init() before there was a body
let failures = 0;  // of loading the window
const listeners = new Map();

function emit(name, detail = {}) {
  for (const run of listeners.get(name) || []) run(detail);
  document.dispatchEvent(new CustomEvent("mta-chat:" + name, { detail }));
}

function stored(options) {
  try {
    return sessionStorage.getItem("mta-chat:open:" + options.endpoint) === "1";
  } catch {
    return false;  // a page without storage
  }
}

function themed(options) {
  const own = sheet("");
  own.replaceSync(`:host{z-index:${options.zIndex | 0}!important}.root{${tokens(options.color)};--radius:${options.radius}px}`);
  return own;
}

function mount(given) {
  const options = makeOptions([{ endpoint: new URL(".", address).href }, settings, script?.dataset, given]);
  const words = texts[options.language];
  const host = h("mta-chat", { "data-turbo-permanent": true });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet(base), themed(options)];
  const rtl = options.language === "ar";
  const isLeft = options.position === "left" || (options.position === "auto" && rtl);
  const launcher = h("button", { class: "launcher", part: "launcher", type: "button", "aria-expanded": "false",
    "aria-label": words.open, on: { click: () => shown?.panel?.isOpen ? close() : open() } }, icon(chat), icon(down));
  const classes = ["root", isLeft && "left", /^(light|dark)$/.test(options.theme) && options.theme].filter(Boolean);
  const root = h("div", { class: classes.join(" "), lang: options.language, dir: rtl ? "rtl" : "ltr" }, launcher);
  shadow.append(root);
  document.body.append(host);
  shown = { host, shadow, root, launcher, options, words, settings, given, isLeft, panel: null, loading: null, keeper: keep(host) };
  const reopen = stored(options) && matchMedia("(min-width: 521px)").matches;
  if (options.open || reopen) open({ focus: false });
}

/** Turbo, Astro, htmx and the like exchange what is in a page's body, or the body; who takes `host` away alone means it. */
function keep(host) {
  const keeper = new MutationObserver(changes => {
    const removed = changes.flatMap(change => [...change.removedNodes]);
    const isExchanged = removed.length > 1 || removed[0] !== host;
    if (!host.isConnected && isExchanged) document.body?.append(host);
    watch();
  });
  const watch = () => {
    keeper.observe(document.documentElement, { childList: true });
    if (document.body) keeper.observe(document.body, { childList: true });
  };
  watch();
  return keeper;
}

function load(mine) {
  // Firefox does not ask again for a module that could not be had, unless its address is another.
  const panel = file => import(new URL(file + (failures ? "#" + failures : ""), address).href);
  // After an upgrade the server has another: a page that was open before takes that one.
  mine.loading ||= panel(PANEL_FILE).catch(() => panel("widget-panel.js")).then(({ mountPanel }) => mountPanel({
    ...mine, emit, close, themed, makeOptions: server => makeOptions([server, { endpoint: mine.options.endpoint }, script?.dataset, mine.given]),
  }));
  return mine.loading;
}

async function open({ focus = true } = {}) {
  const mine = shown;
  if (!mine || mine.panel?.isOpen) return;
  const { launcher, words } = mine;
  launcher.setAttribute("aria-busy", "true");
  try {
    const panel = await load(mine);
    if (shown !== mine) return panel.destroy();  // destroyed while it was loaded
    if (panel.isOpen) return;  // pressed twice while it was loaded
    mine.panel = panel;
    mine.root.classList.add("opened");
    await panel.open(focus);
    if (!panel.isOpen) return;
    launcher.setAttribute("aria-expanded", "true");
    launcher.setAttribute("aria-label", words.close);
    emit("open");
  } catch (fault) {
    mine.loading = null;  // the next press tries again
    failures++;
    launcher.setAttribute("aria-label", words.failed);
    emit("error", { message: String(fault?.message || fault) });
  } finally {
    launcher.removeAttribute("aria-busy");
  }
}

function close() {
  if (!shown?.panel?.isOpen) return;
  const hadFocus = shown.shadow.activeElement !== null;
  shown.panel.close();
  shown.root.classList.remove("opened");
  shown.launcher.setAttribute("aria-expanded", "false");
  shown.launcher.setAttribute("aria-label", shown.words.open);
  if (hadFocus) shown.launcher.focus();
  emit("close");
}

function destroy() {
  awaited = null;
  document.removeEventListener("DOMContentLoaded", mountAwaited);
  if (!shown) return;
  shown.keeper.disconnect();
  shown.panel?.destroy();
  shown.host.remove();
  shown = null;
}

/** Mounts the chat, anew where it is mounted already. */
function init(options) {
  destroy();
  if (document.body) return mount(options);
  awaited = { options };
  document.addEventListener("DOMContentLoaded", mountAwaited, { once: true });
}

function mountAwaited() {
  mount(awaited.options);
  awaited = null;
}

/** on("open" | "close" | "message" | "answer" | "lead" | "error", run); returns what takes `run` away again. */
function on(name, run) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(run);
  return () => listeners.get(name).delete(run);
}

// Loaded twice the first one stays.
if (!window.MTAChat) {
  window.MTAChat = { init, open, close, destroy, on, get isOpen() { return !!shown?.panel?.isOpen; } };
  if (!script || !("manual" in script.dataset)) init();
}
