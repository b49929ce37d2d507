// One entry of the conversation on the screen. Made once, then brought up to date.

import { direction } from "./bidi.js";
import { h, icon } from "./dom.js";
import { alert, check, copy, send, thumbDown, up } from "./icons.js";
import { plain } from "./markdown.js";
import { makeProductRows, productActions } from "./products.js";
import { drawPlain, makeTextView } from "./text_view.js";
import { fill } from "./texts.js";

function clock(at, language) {
  const time = new Intl.DateTimeFormat(language + "-u-nu-latn", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return h("time", { datetime: new Date(at).toISOString() }, h("bdi", { dir: "ltr" }, time));
}

export function makeVisitorView(entry, { words, options }) {
  const bubble = h("div", { class: "bubble" });
  const about = h("div", { class: "about" });
  const element = h("div", { class: "turn visitor" }, h("span", { class: "sr" }, words.you + ": "), bubble, about);
  drawPlain(bubble, entry.text);
  return {
    element,
    update() {
      const problem = entry.state === "refused" && (entry.problem === "origin" ? words.origin : entry.problem || words.refused);
      about.replaceChildren(problem ? h("span", { class: "mark" }, icon(alert), problem)
        : entry.state === "queued" ? words.queued : clock(entry.at, options.language));
    },
  };
}

export function makeAssistantView(entry, context) {
  const { words } = context;
  const bubble = h("div", { class: "bubble" });
  const about = h("div", { class: "about" });
  const typing = h("div", { class: "typing", role: "img", "aria-label": words.typing }, h("i"), h("i"), h("i"));
  const element = h("div", { class: "turn assistant" }, h("span", { class: "sr" }, words.assistant + ": "), bubble, about);
  const rows = makeProductRows(entry, context);
  const draw = makeTextView(bubble, block => rows.inPlaceOf(block));
  let tail = [], seen = "", ended = "", why = null;

  /** Its buttons stay while the state does: one of them may have the focus. */
  function drawAbout() {
    const state = /streaming|typing/.test(entry.state) ? "" : entry.state;
    if (state !== ended) {
      ended = state;
      const isRated = state === "done" && entry.messageId;
      about.replaceChildren(...state ? [clock(entry.at, context.options.language), ...copyButton(entry, context)] : [], ...isRated ? thumbs(entry, context, askWhy) : []);
    }
    for (const each of about.querySelectorAll("[data-rating]")) each.setAttribute("aria-pressed", String(entry.rating === each.dataset.rating));
  }

  function askWhy(isAsked) {
    why?.remove();
    why = isAsked ? makeWhyForm(entry, context, () => askWhy(false)) : null;
    if (!why) return;
    element.append(why);
    why.scrollIntoView({ block: "nearest" });
  }

  function drawTail(isLast, status) {
    for (const each of tail) each.remove();
    tail = [];
    const isSaidBelow = isLast && /waiting|failed/.test(status.kind);
    if (entry.state === "broken" && !isSaidBelow) tail.push(h("p", { class: "mark" }, icon(alert), h("span", {}, words.broken)));
    if (entry.state === "stopped") tail.push(h("p", { class: "mark" }, words.stopped));
    const actions = entry.state === "done" && isLast ? productActions(entry, context) : [];
    if (actions.length) tail.push(h("div", { class: "actions" }, ...actions));
    bubble.append(...tail);
  }

  return {
    element,
    update(isLast, status) {
      const now = [entry.state, entry.text.length, entry.text.slice(-20), !!entry.products, !!entry.handoff, !!entry.lead, entry.rating, isLast, status.kind].join();
      if (now === seen) return;
      seen = now;
      if (entry.state === "typing") return bubble.replaceChildren(typing);
      typing.remove();
      rows.update();
      draw(entry.text);
      const own = rows.left();
      if (own && !own.isConnected) bubble.append(own);
      element.classList.toggle("wide", !!entry.products?.length);
      drawTail(isLast, status);
      drawAbout();
    },
  };
}

function copyButton(entry, { words, announce }) {
  if (!navigator.clipboard) return [];  // a page without https
  const button = h("button", { type: "button", "aria-label": words.copy, title: words.copy, on: { async click() {
    try {
      await navigator.clipboard.writeText(plain(entry.text));
    } catch {
      return;  // without the permission
    }
    button.replaceChildren(icon(check));
    announce(words.copied);
    setTimeout(() => button.replaceChildren(icon(copy)), 1500);
  } } }, icon(copy));
  return [button];
}

function thumbs(entry, { words, conversation, announce }, askWhy) {
  const rate = async rating => {
    if (entry.rating === rating) return;
    askWhy(false);
    const isKept = await conversation.rate(entry, rating);
    announce(isKept ? words.thanks : words.lead.failed);
    if (isKept && entry.rating === "bad") askWhy(true);
  };
  return [["good", words.good, up], ["bad", words.bad, thumbDown]].map(([rating, label, paths]) =>
    h("button", { type: "button", "aria-label": label, title: label, "data-rating": rating,
      on: { click: () => rate(rating) } }, icon(paths)));
}

/** What was wrong with an answer, in the visitor's words, if he likes. */
function makeWhyForm(entry, { words, conversation, announce }, close) {
  const input = h("input", { maxlength: "500", placeholder: words.why, "aria-label": words.why, autocomplete: "off", dir: "auto" });
  const submit = async event => {
    event.preventDefault();
    const comment = input.value.trim();
    if (!comment) return input.focus();
    const isKept = await conversation.rate(entry, "bad", comment);
    announce(isKept ? words.thanks : words.lead.failed);
    if (isKept) close();
  };
  return h("form", { class: "why field", on: { submit } }, input, h("button", { class: "send", type: "submit", "aria-label": words.send }, arrow()));
}

export function makeNoteView(entry) {
  return { element: h("div", { class: "note" }, icon(check), h("p", { dir: direction(entry.text) }, entry.text)), update() {} };
}

/** Why nothing moves, and what can be done about it; null where all is well. */
export function makeStatusView({ words, conversation }) {
  const said = h("span");
  const button = h("button", { class: "chip", type: "button", on: { click: () => conversation.retry() } }, words.again);
  const element = h("div", { class: "state", hidden: true }, icon(alert), said, button);
  return {
    element,
    update(status, left) {
      element.hidden = !/waiting|failed/.test(status.kind);
      if (element.hidden) return "";
      const text = fill(words[status.kind][status.reason], { s: left });
      if (said.textContent !== text) said.textContent = text;
      button.hidden = status.kind === "waiting" && status.reason === "limit";
      const blocked = status.kind === "failed" && status.until > Date.now();
      button.disabled = blocked;
      button.textContent = blocked ? left : words.again;
      return fill(words[status.kind][status.reason], { s: "…" });
    },
  };
}

/** The greeting and the examples of a conversation that has not begun. */
export function makeHelloView({ words, options, ask }) {
  const examples = (options.examples || []).slice(0, 4).map(example =>
    h("li", {}, h("button", { type: "button", on: { click: () => ask(example) } }, h("span", {}, example), arrow())));
  return h("div", { class: "hello" }, h("p", { class: "greeting" }, options.greeting || words.greeting),
    examples.length > 0 && h("p", { class: "try" }, words.try), examples.length > 0 && h("ul", { class: "examples" }, ...examples));
}

function arrow() {
  const made = icon(send);
  made.setAttribute("class", "flip");
  return made;
}
