// The part that is loaded when the chat is opened: the window with the conversation.

import { makeConversation } from "./conversation.js";
import { h, icon, sheet } from "./dom.js";
import * as icons from "./icons.js";
import { makeLeadForm } from "./lead_form.js";
import { plain } from "./markdown.js";
import { panelStyle } from "./panel_style.js";
import { whatsappLink } from "./products.js";
import { makeStore } from "./store.js";
import { fill, texts } from "./texts.js";
import { makeAssistantView, makeHelloView, makeNoteView, makeStatusView, makeVisitorView } from "./turn_view.js";

async function settingsOf(endpoint) {
  try {
    const reply = await fetch(endpoint + "/widget/config", { credentials: "omit" });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;  // an endpoint without settings: what the page says is all
  }
}

/** Draws the closed panel into the launcher's shadow root; {isOpen, open(takesFocus), close(), destroy()}. */
export async function mountPanel(mine) {
  let options = mine.options;
  if (!mine.settings) {
    const server = await settingsOf(options.endpoint);
    if (server) options = { ...mine.makeOptions(server), language: options.language };
  }
  mine.shadow.adoptedStyleSheets = [...mine.shadow.adoptedStyleSheets.slice(0, 1), mine.themed(options), sheet(panelStyle)];
  await breath();
  const panel = new Panel(mine, options);
  await breath();
  return panel;
}

/** Once a frame has been drawn; a hidden page draws none. */
const frame = () => new Promise(resolve => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 100);
});

/** Ends the task: a slow phone does in several what would hold it up in one. */
const breath = () => new Promise(resolve => setTimeout(resolve));

const stop = event => event.stopPropagation();

const nearBottom = 48;  // pixels
const animationOfStream = 40;  // milliseconds between two drawings where no frame is drawn

class Panel {
  #mine; #options; #words; #store; #conversation; #context; #status; #views = new Map(); #lead = null;
  #parts = {}; #end = new AbortController(); #drawing = 0; #counting = 0; #follows = true; #lastStatus = ""; #started = false; #top = 0; #composed = -Infinity;

  constructor(mine, options) {
    this.#mine = mine;
    this.#options = options;
    this.#words = texts[options.language];
    this.#store = makeStore(options.endpoint);
    this.#conversation = makeConversation({
      endpoint: options.endpoint, store: this.#store, emit: mine.emit, firstDelay: options.retryDelay,
      changed: () => this.#draw(), said: answer => this.#announce(plain(answer.text)),
    });
    this.#context = {
      words: this.#words, options, conversation: this.#conversation, announce: text => this.#announce(text), emit: mine.emit,
      ask: text => this.#ask(text), openLead: devices => this.#openLead(devices),
    };
    this.#status = makeStatusView(this.#context);
    this.#build();
  }

  get isOpen() { return !this.#parts.panel.hidden; }

  /** In three steps, each shown before the next is drawn. */
  async open(takesFocus) {
    const { panel, log, input } = this.#parts;
    this.#resume();
    log.hidden = true;
    panel.hidden = false;
    await frame();
    if (takesFocus) input.focus({ preventScroll: true });
    await frame();
    log.hidden = false;
    if (panel.hidden) return;  // closed meanwhile
    this.#store.remember(true);
    this.#follows = true;
    this.#draw();
  }

  /** Before the field can be seen: what is sent in it must not be taken for what an earlier page has left unanswered. */
  #resume() {
    if (this.#started) return;
    this.#started = true;
    this.#conversation.resume();
  }

  close() {
    this.#toggleMenu(false);
    this.#parts.panel.hidden = true;
    this.#store.remember(false);
  }

  destroy() {
    this.#end.abort();
    this.#conversation.destroy();
    cancelAnimationFrame(this.#drawing);
    clearTimeout(this.#drawing);
    clearInterval(this.#counting);
  }

  // --- what is there

  #build() {
    const words = this.#words, parts = this.#parts;
    parts.log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.log, tabindex: "0", on: { scroll: () => this.#scrolled() } });
    parts.day = h("div", { class: "day" });
    parts.hello = makeHelloView(this.#context);
    parts.live = h("div", { class: "sr", role: "status" });
    parts.jump = h("button", { class: "jump", type: "button", "aria-label": words.latest, hidden: true, on: { click: () => this.#jump() } }, icon(icons.down));
    parts.panel = h("section", { class: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", hidden: true, tabindex: "-1",
      // What is typed here is no shortcut of the website's.
      on: { keydown: event => this.#key(event), keyup: stop, keypress: stop, scroll: () => this.#scrolled() } }, this.#buildHead(), this.#buildMenu(), parts.log, parts.jump, this.#buildQuestion(), this.#buildFoot(), parts.live);
    parts.log.append(parts.day, parts.hello, this.#status.element);
    this.#mine.launcher.before(parts.panel);
    addEventListener("online", () => this.#draw(), { signal: this.#end.signal });
    addEventListener("offline", () => this.#draw(), { signal: this.#end.signal });
    for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, () => this.#fit(), { signal: this.#end.signal });
  }

  /** A keyboard on the screen covers what is fixed at its bottom, and the browser moves what is fixed at its top. */
  #fit() {
    const { height, offsetTop, scale } = window.visualViewport, { panel } = this.#parts;
    const covered = scale < 1.01 ? Math.max(0, Math.round(innerHeight - height - offsetTop)) : 0;  // not while a page is zoomed with two fingers
    panel.style.setProperty("--covered", covered + "px");
    panel.style.setProperty("--top", (covered && Math.round(offsetTop)) + "px");
    this.#draw();
  }

  #buildHead() {
    const { title = "Chat", subtitle, logo } = this.#options, words = this.#words, parts = this.#parts;
    const initials = title.split(/\s+/).slice(0, 2).map(word => [...word][0] || "").join("").toUpperCase();
    parts.more = h("button", { class: "tool", type: "button", "aria-label": words.menu, "aria-expanded": "false", "aria-controls": "menu",
      on: { click: () => this.#toggleMenu(parts.menu.hidden) } }, icon(icons.more));
    parts.more.firstChild.setAttribute("class", "dots");
    const close = h("button", { class: "tool", type: "button", "aria-label": words.close, on: { click: this.#mine.close } }, icon(icons.close));
    const picture = logo && h("img", { src: logo, alt: "", referrerpolicy: "no-referrer", on: { error: event => event.target.replaceWith(initials) } });
    const avatar = h("div", { class: "avatar", "aria-hidden": "true" }, picture || initials, h("i"));
    return h("header", { class: "head" }, avatar, h("div", { class: "titles" }, h("h2", { id: "title" }, h("bdi", {}, title)), h("p", {}, subtitle || words.subtitle)), parts.more, close);
  }

  #buildMenu() {
    const words = this.#words, { leads, hours } = this.#options;
    const item = (paths, label, click) => h("li", {}, h("button", { type: "button", on: { click: () => { this.#toggleMenu(false); click(); } } }, icon(paths), label));
    const whatsapp = whatsappLink(this.#context);
    return this.#parts.menu = h("ul", { class: "menu", id: "menu", hidden: true },
      item(icons.restart, words.newChat, () => this.#askNew()),
      leads && item(icons.phone, words.callMe, () => this.#openLead([])),
      whatsapp && h("li", {}, h("a", { href: whatsapp, target: "_blank", rel: "noopener noreferrer" }, icon(icons.chat), words.whatsapp)),
      hours && h("li", {}, h("p", {}, `${words.hours}: ${hours}`)));
  }

  #buildQuestion() {
    const words = this.#words, parts = this.#parts;
    parts.keep = h("button", { class: "chip", type: "button", on: { click: () => this.#answerNew(false) } }, words.newChatNo);
    const start = h("button", { class: "chip first", type: "button", on: { click: () => this.#answerNew(true) } }, words.newChatYes);
    return parts.question = h("div", { class: "ask", role: "group", "aria-labelledby": "ask", hidden: true }, h("p", { id: "ask" }, words.newChatAsk), start, parts.keep);
  }

  #buildFoot() {
    const words = this.#words, { note, privacy } = this.#options, parts = this.#parts;
    parts.input = h("textarea", { rows: "1", maxlength: "4000", placeholder: words.placeholder, "aria-label": words.message, autocomplete: "off", enterkeyhint: "send",
      on: { input: () => this.#resize(), keydown: event => this.#typed(event), compositionend: event => { this.#composed = event.timeStamp; } } });
    parts.send = h("button", { class: "send", type: "submit", "aria-label": words.send }, icon(icons.send));
    const form = h("form", { class: "field", on: { submit: event => { event.preventDefault(); this.#submit(); } } }, parts.input, parts.send);
    const link = privacy && h("a", { href: privacy, target: "_blank", rel: "noopener" }, words.privacy);
    return h("div", { class: "foot" }, form, h("p", { class: "small" }, note || words.note, link && " · ", link));
  }

  // --- what the visitor does

  #key(event) {
    event.stopPropagation();
    if (event.key !== "Escape" || event.defaultPrevented || this.#isComposing(event)) return;
    event.preventDefault();
    if (!this.#parts.menu.hidden) {
      this.#toggleMenu(false);
      this.#parts.more.focus();
    } else if (!this.#parts.question.hidden) this.#answerNew(false);
    else this.#mine.close();
  }

  /** A key that confirms what an input method proposes; Safari reports it after the end of the composition. */
  #isComposing(event) {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - this.#composed < 50;
  }

  #typed(event) {
    if (event.key !== "Enter" || event.shiftKey || this.#isComposing(event)) return;
    event.preventDefault();
    if (this.#parts.input.value.trim()) this.#submit();
  }

  #submit() {
    const text = this.#parts.input.value.trim();
    if (text) return this.#ask(text, true);
    if (this.#conversation.status.kind === "busy") this.#conversation.stop();
  }

  #ask(text, isTyped = false) {
    if (isTyped) {
      this.#parts.input.value = "";
      this.#resize();
    }
    this.#follows = true;
    this.#parts.input.focus();
    this.#conversation.send(text);
  }

  #toggleMenu(isOpen) {
    const { menu, more } = this.#parts;
    menu.hidden = !isOpen;
    more.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) menu.querySelector("button").focus();
  }

  #askNew() {
    if (!this.#conversation.entries.length) return this.#parts.input.focus();
    this.#parts.question.hidden = false;
    this.#parts.keep.focus();
  }

  #answerNew(isNew) {
    this.#parts.question.hidden = true;
    if (isNew) {
      this.#closeLead();
      this.#conversation.clear();
    }
    this.#parts.input.focus();
  }

  #openLead(devices) {
    this.#closeLead();
    const finish = text => {
      this.#closeLead();
      if (text) this.#conversation.add("note", { text });
      this.#parts.input.focus();
    };
    this.#lead = makeLeadForm({ ...this.#context, devices, done: finish, cancelled: () => finish() });
    this.#parts.log.append(this.#lead.element);
    this.#lead.focus();
    this.#lead.element.scrollIntoView({ block: "end" });
  }

  #closeLead() {
    this.#lead?.element.remove();
    this.#lead = null;
  }

  // --- what is seen

  #announce(text) {
    const { live } = this.#parts;
    live.replaceChildren(h("p", {}, text));
  }

  /** Once a frame at most, however many pieces of an answer come. */
  #draw() {
    if (this.#drawing) return;
    const run = () => {
      this.#drawing = 0;
      if (!this.#end.signal.aborted) this.#render();
    };
    this.#drawing = document.hidden ? setTimeout(run, animationOfStream) : requestAnimationFrame(run);
  }

  #render() {
    const { entries, status } = this.#conversation, parts = this.#parts;
    if (parts.log.hidden) return;  // open() draws it in a moment
    parts.hello.hidden = entries.length > 0;
    parts.day.hidden = entries.length === 0;
    if (entries.length) parts.day.textContent = this.#dayOf(entries[0].at);
    const last = entries.findLast(entry => entry.who === "assistant");
    let before = parts.day;
    const seen = new Set();
    for (const entry of entries) {
      const view = this.#viewOf(entry);
      seen.add(entry.id);
      if (before.nextSibling !== view.element) before.after(view.element);
      view.update(entry === last, status);
      before = view.element;
    }
    for (const [id, view] of this.#views) {
      if (seen.has(id)) continue;
      view.element.remove();
      this.#views.delete(id);
    }
    this.#renderStatus(status);
    if (this.#follows) this.#toBottom();
    else parts.jump.hidden = this.#isAtBottom();
  }

  #dayOf(at) {
    if (new Date(at).toDateString() === new Date().toDateString()) return this.#words.today;
    return new Intl.DateTimeFormat(this.#options.language + "-u-nu-latn", { weekday: "long", day: "numeric", month: "long" }).format(at);
  }

  #viewOf(entry) {
    const known = this.#views.get(entry.id);
    if (known?.entry === entry) return known;
    known?.element.remove();
    const make = { visitor: makeVisitorView, assistant: makeAssistantView, note: makeNoteView }[entry.who];
    const view = { entry, ...make(entry, this.#context) };
    this.#views.set(entry.id, view);
    return view;
  }

  #renderStatus(status) {
    const words = this.#words, { send, input, panel } = this.#parts;
    panel.classList.toggle("offline", navigator.onLine === false);
    const seconds = Math.max(0, Math.ceil(((status.until || 0) - Date.now()) / 1000));
    const left = seconds > 99 ? fill(words.minutes, { m: Math.ceil(seconds / 60) }) : fill(words.seconds, { s: seconds });
    const said = this.#status.update(status, left);
    if (said && said !== this.#lastStatus) this.#announce(said);
    this.#lastStatus = said;
    const counts = seconds > 0 && (status.reason === "limit" || status.kind === "failed");
    this.#count(counts);
    const stops = status.kind === "busy" && !input.value.trim();
    send.classList.toggle("counting", counts);
    send.setAttribute("aria-label", stops ? words.stop : counts ? `${words.send}, ${left}` : words.send);
    send.setAttribute("aria-disabled", String(!stops && !input.value.trim()));
    const face = counts ? left : stops ? "stop" : "send";
    if (send.dataset.face === face) return;
    send.dataset.face = face;
    const drawn = icon(stops ? icons.stop : icons.send);
    drawn.setAttribute("class", stops ? "stop" : "flip");
    send.replaceChildren(counts ? left : drawn);
  }

  #count(isCounting) {
    if (isCounting && !this.#counting) this.#counting = setInterval(() => this.#draw(), 1000);
    if (isCounting || !this.#counting) return;
    clearInterval(this.#counting);
    this.#counting = 0;
  }

  #resize() {
    const { input } = this.#parts;
    input.dir = input.value ? "auto" : "";  // the placeholder runs as the panel does
    input.style.height = "36px";
    if (input.scrollHeight > 40) input.style.height = Math.min(input.scrollHeight, 132) + "px";
    this.#renderStatus(this.#conversation.status);
  }

  #isAtBottom() {
    const scroller = this.#scroller;
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottom;
  }

  /** Where the window is very low all of it scrolls. */
  get #scroller() {
    const { log, panel } = this.#parts;
    return getComputedStyle(log).overflowY === "visible" ? panel : log;
  }

  /** Not so far that the beginning of an answer that is being read leaves the screen. */
  #toBottom() {
    const scroller = this.#scroller, last = [...this.#views.values()].at(-1);
    const top = last?.entry.who === "assistant" ? last.element.getBoundingClientRect().top - this.#parts.log.getBoundingClientRect().top : Infinity;
    const rest = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    scroller.scrollTop += scroller === this.#parts.log ? Math.min(rest, Math.max(top - 12, 0)) : rest;
    this.#parts.jump.hidden = this.#isAtBottom();
  }

  /** Who scrolls up, however little, is not pulled down again; what got shorter is no scrolling. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const isUp = scrollTop < this.#top && scrollHeight - scrollTop - clientHeight > 2;
    this.#top = scrollTop;
    this.#follows = !isUp && (this.#follows || this.#isAtBottom());
    this.#parts.jump.hidden = this.#isAtBottom();
  }

  #jump() {
    const scroller = this.#scroller;
    scroller.scrollTop = scroller.scrollHeight;
    this.#parts.input.focus();
  }
}
