// Browsers of Debian, driven by puppeteer-core: Chromium through the DevTools protocol, Firefox through WebDriver BiDi.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const packages = createRequire(new URL("../../build/puppeteer/", import.meta.url));
const puppeteer = packages("puppeteer-core");
const axe = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");

export const browserName = process.env.WIDGET_BROWSER || "chromium";
export const isChromium = browserName === "chromium";

export function launch(language = "en-US") {
  if (isChromium) {
    return puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-quic", `--lang=${language}`, "--disable-background-networking", "--disable-dev-shm-usage"],
      env: { ...process.env, LANGUAGE: language } });
  }
  return puppeteer.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", extraPrefsFirefox: { "intl.accept_languages": language, "intl.locale.requested": "en-US" } });
}

/** A page that remembers what went wrong in it: `page.problems`. */
export async function open(browser, url, { size = [1280, 800], before, language, media = [] } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.problems = [];
  // What a browser says by itself of answers that failed is no fault of the page.
  const problem = text => /status of (4|5)\d\d|ERR_|CORS request did not succeed/.test(text) || page.problems.push(text);
  page.on("pageerror", error => problem(String(error)));
  page.on("console", message => /error|warn/.test(message.type()) && problem(message.text()));
  await page.setViewport({ width: size[0], height: size[1], isMobile: isChromium && size[0] < 500 });
  if (isChromium && media.length) await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features: media });
  const script = asked => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    if (asked) Object.defineProperty(navigator, "language", { value: asked }), Object.defineProperty(navigator, "languages", { value: [asked] });
  };
  await page.evaluateOnNewDocument(script, language);
  if (before) await page.evaluateOnNewDocument(before);
  await page.goto(url);
  await until(page, () => !!document.querySelector("mta-chat"));
  page.leave = () => context.close();
  return page;
}

// Not waitForFunction(): it makes functions of texts, which a strict policy of the page forbids.
export async function until(page, condition, ...values) {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(25)) if (await page.evaluate(`!!(${condition})(...${JSON.stringify(values)})`)) return;
  throw new Error(`never came true: ${condition}; ${JSON.stringify(await inside(page, root => root.querySelector(".root").innerText))}`);
}

export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** In the widget's shadow root. */
export const inside = (page, run, ...values) =>
  page.evaluate(`(${run})(document.querySelector("mta-chat").shadowRoot, ...${JSON.stringify(values)})`);

export async function element(page, selector) {
  return (await page.evaluateHandle(wanted => [...document.querySelector("mta-chat").shadowRoot.querySelectorAll(wanted)].at(-1), selector)).asElement();
}

export async function press(page, selector) {
  await (await element(page, selector)).click();
}

export async function openChat(page) {
  await press(page, ".launcher");
  await until(page, () => window.MTAChat.isOpen);
}

export async function type(page, text) {
  await (await element(page, "textarea")).focus();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

/** Texts of the turns of one kind. */
export const turns = (page, who) => page.evaluate(kind => [...document.querySelector("mta-chat").shadowRoot.querySelectorAll(`.turn.${kind} .bubble`)]
  .filter(each => !each.querySelector(".typing")).map(each => each.innerText), who);

/** Until so many answers have ended. */
export const answered = (page, count) => until(page, wanted => {
  const all = [...document.querySelector("mta-chat").shadowRoot.querySelectorAll(".turn.assistant")];
  const isHeldUp = document.querySelector("mta-chat").shadowRoot.querySelector(".state:not([hidden])");
  return !isHeldUp && all.length === wanted && all.every(each => each.querySelector("time"));
}, count);

export async function ask(page, text, count) {
  await type(page, text);
  await answered(page, count);
}

/** WCAG 2.2 A and AA, best practices too; or some rules alone. */
export async function assertAccessible(page, state, ...rules) {
  await animated(page);
  await page.evaluate(axe);
  const found = await page.evaluate(async runOnly => {
    const { violations } = await window.axe.run(document, { rules: { region: { enabled: false } }, ...(runOnly.length && { runOnly }) });
    return violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 160) + " " + (node.any[0]?.message || ""))]);
  }, rules);
  assert.deepEqual(found, [], `axe in the state: ${state}`);
}

/** What fades in has its colour then. */
export const animated = page => inside(page, async root => {
  const ending = root.getAnimations().filter(each => each.effect.getTiming().iterations !== Infinity);
  await Promise.race([Promise.allSettled(ending.map(each => each.finished)), new Promise(resolve => setTimeout(resolve, 1000))]);
});

/** The words of the last turn's paragraphs with their places, and the inner edges of what holds them. */
export const places = (page, who) => page.evaluate(kind => {
  const bubble = [...document.querySelector("mta-chat").shadowRoot.querySelectorAll(`.turn.${kind} .bubble`)].at(-1);
  const letters = [];
  const walker = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) for (let i = 0; i < node.length; ++i) letters.push([node, i, node.data[i]]);
  const paragraphs = [];
  let word = null, block = null;
  for (const [node, i, letter] of letters) {
    const own = node.parentElement.closest("p, li, td, th, .name, .what, button");
    if (own !== block) { paragraphs.push([]); word = null; block = own; }
    if (/\s/.test(letter)) { word = null; continue; }
    if (!word) paragraphs.at(-1).push(word = { text: "", rects: [] });
    const range = document.createRange();
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    word.text += letter;
    word.rects.push([/[\p{L}\p{N}]/u.test(letter), ...range.getClientRects()]);
  }
  // A word stands where its letters do: a bracket may stand at the other end of its line.
  const boxes = each => {
    const own = each.rects.filter(([isLetter]) => isLetter);
    return (own.length ? own : each.rects).flatMap(([, ...rects]) => rects);
  };
  return paragraphs.filter(words => words.length).map(words => words.map(each => ({
    text: each.text, left: Math.min(...boxes(each).map(rect => rect.left)), right: Math.max(...boxes(each).map(rect => rect.right)),
    top: Math.min(...boxes(each).map(rect => rect.top)), bottom: Math.max(...boxes(each).map(rect => rect.bottom)),
  })));
}, who);

/** Words from left to right, of paragraphs that stand on one line each. */
export const onScreen = paragraphs => paragraphs.map(words => [...words].sort((a, b) => a.left - b.left).map(word => word.text).join(" "));
