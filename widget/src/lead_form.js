// The form of POST /leads inside the conversation. The wording of the consent and its version are the server's.

import { countries } from "./countries.js";
import { h } from "./dom.js";
import { fill } from "./texts.js";

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

/** `done(text)` once the server has the lead, `cancelled()` where the visitor changed his mind. */
export function makeLeadForm({ words: all, options, conversation, announce, emit, devices, done, cancelled }) {
  const words = all.lead;
  const id = name => "lead-" + name;
  let consent = null, isSending = false, key = newKey(), lastBody = "";

  const field = (name, properties, wide) => {
    const input = h("input", { id: id(name), name, maxlength: "200", dir: "auto", ...properties });
    return [input, h("label", { class: wide ? "full" : null, for: id(name) }, words[name], input)];
  };
  const [name, nameLabel] = field("name", { autocomplete: "name" });
  const [clinic, clinicLabel] = field("clinic", { autocomplete: "organization" });
  const [phone, phoneLabel] = field("phone", { type: "tel", autocomplete: "tel", inputmode: "tel" }, true);
  const [email, emailLabel] = field("email", { type: "email", autocomplete: "email", inputmode: "email" });
  const country = h("select", { id: id("country"), name: "country", autocomplete: "country" }, h("option", { value: "" }),
    ...countries(options.language).map(list => h("optgroup", { label: "—" }, ...list.map(([code, name]) => h("option", { value: code }, name)))));
  const countryLabel = h("label", { for: id("country") }, words.country, country);
  const box = h("input", { type: "checkbox", id: id("consent"), disabled: true });
  const wording = h("span", {}, "…");
  const problem = h("p", { class: "problem", role: "alert", id: id("problem") });
  const submit = h("button", { class: "chip first", type: "submit" }, words.send);
  // A field that people do not see; who fills it in is a program. Browsers, too, fill in one that is named "website".
  const trap = h("input", { name: "more", tabindex: "-1", autocomplete: "off" });
  const element = h("form", { class: "lead", novalidate: true, "aria-labelledby": id("title"), on: { submit: send } },
    h("h3", { id: id("title") }, words.title),
    h("div", { class: "grid" }, phoneLabel, nameLabel, emailLabel, clinicLabel, countryLabel),
    h("div", { class: "trap", "aria-hidden": "true" }, trap),
    h("label", { class: "consent" }, box, wording), problem,
    h("div", { class: "actions" }, submit, h("button", { class: "chip", type: "button", on: { click: cancelled } }, words.cancel)));

  function show(text, input) {
    for (const each of [phone, email, box]) each.removeAttribute("aria-invalid");
    problem.textContent = text;
    if (!input) return;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", problem.id);
    input.focus();
  }

  /** In the visitor's language, where there is one. */
  const wordingOf = ({ consent: wordings }) => wordings[options.language] || wordings.en || Object.values(wordings)[0];

  function use(given) {
    consent = given;
    wording.textContent = given.text;
    box.disabled = false;
    box.checked = false;
    if (element.contains(element.getRootNode().activeElement)) element.scrollIntoView({ block: "end" });
  }

  async function loadConsent() {
    try {
      const reply = await fetch(`${options.endpoint}/leads/consent`, { credentials: "omit" });
      if (!reply.ok) throw new Error(reply.status);
      use(wordingOf(await reply.json()));
    } catch {
      wording.textContent = words.consentFailed;
    }
  }

  function body() {
    const filled = { name, phone, email, clinic, country };
    const given = Object.entries(filled).map(([key, input]) => [key, input.value.trim()]).filter(([, value]) => value);
    return JSON.stringify({
      ...Object.fromEntries(given), ...(devices.length && { devices }), ...(conversation.session && { session_id: conversation.session }),
      page: location.origin + location.pathname, consent: { version: consent.version, given: true }, website: trap.value,
    });
  }

  async function send(event) {
    event.preventDefault();
    if (isSending) return;
    if (!phone.value.trim() && !email.value.trim()) return show(words.either, phone);
    if (!consent) return loadConsent();
    if (!box.checked) return show(words.consentMissing, box);
    show("");
    isSending = true;
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = words.sending;
    const text = body();
    if (text !== lastBody) key = newKey();
    lastBody = text;
    try {
      settle(await fetch(options.endpoint + "/leads", {
        method: "POST", credentials: "omit", body: text, headers: { "content-type": "application/json", "idempotency-key": key },
      }));
    } catch {
      show(words.failed);
    }
    isSending = false;
    submit.removeAttribute("aria-disabled");
    submit.textContent = words.send;
  }

  async function settle(reply) {
    const answer = await reply.json().catch(() => ({}));
    if (reply.ok) {
      emit("lead", { id: answer.lead_id });
      const text = options.hours ? fill(words.madeAt, { hours: options.hours }) : words.made;
      announce(text);
      return done(text);
    }
    if (reply.status === 409 && answer.consent) {
      use(wordingOf(answer));
      return show(words.changed, box);
    }
    if (reply.status === 429) return show(words.limit);
    show(answer.message || words.failed, /phone/i.test(answer.error) ? phone : /mail/i.test(answer.error) ? email : null);
  }

  loadConsent();
  return { element, focus: () => phone.focus(), update() {} };
}
