const dark = `--rim: 255 255 255; --ground: #11181d; --card: #182127; --ink: #e9eef2; --soft: #a7b3bd; --line: #2c3841; --edge: #7b8893; --warn: #ffb98a; --accent: var(--accent-dark); --ring: var(--accent-dark); --shade: 0 0 0;`;

export const panelStyle = `
.root { --ground: #fbfbfa; --card: #fff; --ink: #17212b; --soft: #5b6772; --line: #e5e9ec; --edge: #8592a0; --warn: #8f3b06; --ring: var(--accent-light); color: var(--ink); }
@media (prefers-color-scheme: dark) { .root:not(.light) { ${dark} } }
.root.dark { ${dark} }
.root:lang(ar) { line-height: 1.65; }
.panel[hidden], .panel [hidden] { display: none !important; }
.panel { --below: max(calc(var(--gap) + 70px), calc(var(--covered, 0px) + 8px)); position: fixed; bottom: var(--below); right: max(var(--gap), env(safe-area-inset-right)); width: 400px; height: 672px;
  max-width: calc(100vw - 2 * var(--gap)); max-height: calc(100dvh - var(--below) - 28px); display: flex; flex-direction: column; overflow: hidden;
  color: var(--ink); background: var(--ground); border-radius: var(--radius); isolation: isolate; text-align: start;
  box-shadow: 0 0 0 1px rgb(var(--rim, var(--shade)) / .06), 0 2px 6px rgb(var(--shade) / .06), 0 24px 64px rgb(var(--shade) / .22); animation: rise .18s cubic-bezier(.2,.7,.3,1); transform-origin: 100% 100%; }
.left .panel { right: auto; left: max(var(--gap), env(safe-area-inset-left)); transform-origin: 0 100%; }
@keyframes rise { from { opacity: 0; transform: translateY(10px) scale(.985); } }
@keyframes appear { from { opacity: 0; transform: translateY(5px); } }
@keyframes blink { 0%, 60%, 100% { opacity: .3; transform: none; } 30% { opacity: 1; transform: translateY(-3px); } }
.panel:focus { outline: none; }
h2, p, ul, ol { margin: 0; padding: 0; font: inherit; }
a { color: var(--accent); text-decoration: underline; text-underline-offset: 2px; text-decoration-thickness: 1px; overflow-wrap: anywhere; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.head { flex: none; position: relative; display: flex; align-items: center; gap: 12px; padding-block: 17px; padding-inline: 18px 10px; color: var(--on-brand); background: var(--brand); }
.head :focus-visible { outline-color: var(--on-brand); outline-offset: -2px; }
.avatar { flex: none; position: relative; width: 40px; height: 40px; display: grid; place-items: center; border-radius: 50%; font-weight: 700; font-size: 15px; letter-spacing: .02em; direction: ltr; }
.avatar::before { content: ""; position: absolute; inset: 0; border-radius: 50%; background: currentColor; opacity: .17; }
.avatar img { position: relative; width: 100%; height: 100%; border-radius: 50%; object-fit: cover; }
.avatar i { position: absolute; inset-block-end: 0; inset-inline-end: 0; width: 12px; height: 12px; border-radius: 50%; background: #4cd482; border: 2px solid var(--brand); box-sizing: border-box; }
.offline .avatar i { background: #c3cad0; }
.titles { flex: 1; min-width: 0; }
.titles h2 { font-size: 16px; font-weight: 650; line-height: 1.35; overflow-wrap: anywhere; }
.titles p { font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
.tool { flex: none; display: grid; place-items: center; width: 36px; height: 36px; padding: 0; color: inherit; background: transparent; border: 0; border-radius: 10px; transition: background .15s; }
.tool svg { width: 20px; height: 20px; }
.head .tool { margin-inline-start: -6px; position: relative; }
.head .tool::before { content: ""; position: absolute; inset: 0; border-radius: inherit; background: currentColor; opacity: 0; transition: opacity .15s; }
.head .tool:hover::before, .head .tool[aria-expanded=true]::before { opacity: .14; }
.tool .dots { stroke-width: 2.6; }

.menu { position: absolute; z-index: 3; inset-block-start: 64px; inset-inline-end: 12px; min-width: 208px; max-width: calc(100% - 24px); max-height: 70%; overflow-y: auto; padding: 6px; list-style: none; background: var(--card); color: var(--ink);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 12px 32px rgb(var(--shade) / .2); animation: appear .14s; }
.menu button, .menu a { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 40px; padding: 7px 10px; text-align: start; font-size: 14px; color: inherit; text-decoration: none; background: transparent; border: 0; border-radius: 9px; }
.menu :is(button, a):hover { background: var(--ground); }
.menu svg { flex: none; width: 18px; height: 18px; color: var(--soft); }
.menu p { padding: 7px 10px; font-size: 13px; color: var(--soft); border-top: 1px solid var(--line); margin-top: 4px; }

.log { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 20px; display: flex; flex-direction: column; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.log:focus-visible { outline-offset: -3px; }
.day { align-self: center; padding: 2px 0 10px; font-size: 12px; color: var(--soft); }
.hello { margin: auto 0 6px; padding-top: 12px; }
.hello .greeting { font-size: 21px; line-height: 1.35; font-weight: 650; letter-spacing: -.005em; max-width: 18em; text-wrap: balance; }
:lang(ar) .hello .greeting { line-height: 1.6; letter-spacing: 0; }
.hello .try { margin: 18px 0 8px; font-size: 13px; color: var(--soft); }
.examples { list-style: none; display: grid; gap: 8px; }
.examples button { width: 100%; padding: 11px 14px; text-align: start; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 14px; transition: border-color .15s, transform .15s; display: flex; align-items: center; gap: 10px; }
.examples span { flex: 1; unicode-bidi: plaintext; text-align: start; }
.examples svg { flex: none; width: 17px; height: 17px; color: var(--accent); }
[dir=rtl] .flip { transform: scaleX(-1); }
.examples button:hover { border-color: var(--accent); }

.turn { display: flex; flex-direction: column; margin-top: 10px; max-width: 100%; animation: appear .16s; }
.turn.visitor { align-items: flex-end; }
.turn.assistant { align-items: flex-start; }
.bubble { max-width: 86%; padding: 10px 14px; border-radius: 16px; overflow-wrap: anywhere; }
.visitor .bubble { color: var(--on-brand); background: var(--brand); border-end-end-radius: 4px; white-space: pre-wrap; }
.visitor .bubble a { color: inherit; }
.assistant .bubble { background: var(--card); border: 1px solid var(--line); border-end-start-radius: 4px; }
.assistant.wide .bubble { width: 92%; max-width: 92%; }
.bubble p, .bubble li { unicode-bidi: isolate; text-align: start; }
.bubble [dir=auto] { unicode-bidi: plaintext; }
.bubble > * + * { margin-top: 3px; }
.bubble > .spaced { margin-top: 10px; }
.bubble .heading, .bubble strong { font-weight: 650; }
.bubble ul, .bubble ol { padding-inline-start: 20px; }
.bubble li + li { margin-top: 3px; }
.bubble li .more { font-size: 13px; line-height: 1.45; color: var(--soft); text-align: start; }
.bubble li::marker { color: var(--soft); }
.bubble code { font: .9em ui-monospace, Menlo, Consolas, monospace; padding: 1px 5px; border-radius: 5px; background: rgb(var(--shade) / .07); }
.price { font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll { overflow-x: auto; margin: 6px 0; border-radius: 8px; }
table { border-collapse: collapse; font-size: 13.5px; }
th, td { padding: 6px 10px; text-align: start; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 650; }
th:first-child, td:first-child { padding-inline-start: 0; }

.bubble ul.rows { list-style: none; padding: 0; margin: 8px 0 4px; }
.rows li { display: flex; align-items: center; gap: 14px; margin: 0 !important; padding: 9px 0; border-top: 1px solid var(--line); }
.rows li:last-child:not(:only-child), .rows:not(:last-child) li:last-child { border-bottom: 1px solid var(--line); }
.rows div { flex: 1; min-width: 0; }
.rows .name { display: block; line-height: 1.4; font-weight: 500; unicode-bidi: plaintext; text-align: start; }
.rows .what { display: block; margin-top: 1px; font-size: 13px; line-height: 1.45; color: var(--soft); unicode-bidi: plaintext; text-align: start; }
[dir=rtl] > .panel .rows :is(.name, .what) { text-align: right; }
[dir=ltr] > .panel .rows :is(.name, .what) { text-align: left; }
.rows .price { flex: none; font-size: 14.5px; font-weight: 650; }

.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px !important; }
.chip { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 34px; padding: 5px 12px; font-size: 13.5px; color: var(--accent); background: var(--card); border: 1px solid var(--line); border-radius: 17px; text-decoration: none; transition: border-color .15s; }
.chip:hover { border-color: var(--accent); }
.chip.first { color: var(--on-brand); background: var(--brand); border-color: var(--brand); }

.about { display: flex; align-items: center; gap: 2px; min-height: 28px; margin-top: 3px; padding: 0 2px; font-size: 12px; color: var(--soft); }
.about time { padding-inline-end: 6px; font-variant-numeric: tabular-nums; }
.about button { display: grid; place-items: center; width: 28px; height: 28px; padding: 0; color: var(--soft); background: transparent; border: 0; border-radius: 8px; }
.about button:hover { color: var(--ink); background: rgb(var(--shade) / .06); }
.dark .about button:hover { background: rgb(255 255 255 / .08); }
.about svg { width: 17px; height: 17px; stroke-width: 1.6; }
.about button[aria-pressed=true] { color: var(--accent); }
.about button[aria-pressed=true] svg { fill: currentColor; fill-opacity: .18; }
.typing { display: flex; gap: 5px; align-items: center; height: 24px; padding: 0 2px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); opacity: .3; animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
.mark { display: flex; align-items: center; gap: 6px; margin-top: 8px !important; font-size: 13px; color: var(--warn); }
.mark svg, .state svg { flex: none; width: 17px; height: 17px; }
.state { align-self: stretch; display: flex; align-items: center; flex-wrap: wrap; gap: 8px 10px; margin-top: 12px; padding: 10px 12px; font-size: 13px; line-height: 1.45; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-inline-start: 3px solid var(--warn); border-radius: 10px; animation: appear .16s; }
.state svg { color: var(--warn); }
.state span { flex: 1; min-width: 9em; font-variant-numeric: tabular-nums; }
.note { align-self: stretch; display: flex; gap: 10px; margin-top: 12px; padding: 11px 13px; font-size: 14px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; animation: appear .16s; }
.note svg { flex: none; width: 20px; height: 20px; margin-top: 1px; color: var(--accent); }
.jump { position: absolute; z-index: 2; inset-block-end: 112px; left: 50%; transform: translateX(-50%); display: grid; place-items: center; width: 36px; height: 36px; padding: 0; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 50%; box-shadow: 0 4px 14px rgb(var(--shade) / .16); }
.jump svg { width: 20px; height: 20px; }

.ask { flex: none; display: flex; align-items: center; flex-wrap: wrap; gap: 8px; padding: 12px 16px; font-size: 14px; background: var(--card); border-top: 1px solid var(--line); }
.ask p { flex: 1 1 100%; }
.foot { flex: none; padding: 10px 12px 7px; background: var(--card); border-top: 1px solid var(--line); padding-bottom: max(7px, env(safe-area-inset-bottom)); }
.field { display: flex; align-items: flex-end; gap: 6px; padding: 6px; border: 1px solid var(--edge); border-radius: 15px; background: var(--card); transition: border-color .15s; }
.field:focus-within { border-color: var(--ring); box-shadow: 0 0 0 1px var(--ring); }
textarea, input { font: inherit; color: var(--ink); background: transparent; }
.field textarea { flex: 1; min-width: 0; height: 36px; max-height: 132px; margin: 0; padding: 6px 8px; border: 0; outline: 0; resize: none; text-align: start; overflow-y: auto; scrollbar-width: thin; line-height: 1.55; }
textarea[dir=auto] { unicode-bidi: plaintext; }
::placeholder { color: var(--soft); opacity: 1; }
.why { align-self: stretch; scroll-margin-bottom: 12px; max-width: 92%; margin-top: 4px; padding-block: 3px; padding-inline: 10px 3px; border-radius: 12px; animation: appear .16s; }
.why input { flex: 1; min-width: 0; height: 32px; padding: 0; border: 0; outline: 0; font-size: 14px; }
.why .send { min-width: 32px; height: 32px; }
.send { flex: none; display: grid; place-items: center; min-width: 36px; height: 36px; padding: 0; color: var(--on-brand); background: var(--brand); border: 0; border-radius: 10px; font-size: 13px; font-weight: 600; font-variant-numeric: tabular-nums; transition: opacity .15s, background .15s; }
.send svg { width: 20px; height: 20px; stroke-width: 2; }
.send .stop { fill: currentColor; }
.send[aria-disabled=true] { color: var(--soft); background: var(--line); cursor: default; }
.send.counting { padding: 0 9px; }
.small { margin-top: 7px; text-align: center; font-size: 12px; line-height: 1.4; color: var(--soft); }
.small a { color: inherit; }

.lead { align-self: stretch; scroll-margin-bottom: 20px; margin-top: 12px; padding: 14px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; animation: appear .16s; }
.lead h3 { margin: 0 0 10px; font: inherit; font-weight: 650; }
.lead .grid { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
.lead label { display: block; font-size: 13px; color: var(--soft); min-width: 0; }
.lead .full { grid-column: 1 / -1; }
.lead :is(select, input:not([type=checkbox])) { display: block; font: inherit; color: var(--ink); background: transparent; width: 100%; min-height: 40px; margin-top: 3px; padding: 7px 11px; border: 1px solid var(--edge); border-radius: 10px; outline-offset: 0; unicode-bidi: plaintext; text-align: start; }
.lead option, .lead optgroup { color: var(--ink); background: var(--card); }
.lead [aria-invalid=true] { border-color: var(--warn) !important; }
.lead .consent { display: flex; gap: 10px; margin-top: 12px; font-size: 13px; line-height: 1.5; color: var(--ink); align-items: flex-start; }
.lead .consent input { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--accent); }
.lead .consent span { unicode-bidi: plaintext; text-align: start; flex: 1; }
.lead .problem { margin-top: 10px; font-size: 13px; color: var(--warn); }
.lead .problem:empty { display: none; }
.lead .trap { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.lead .actions { margin-top: 14px !important; }
.chip[aria-disabled=true] { opacity: .6; cursor: default; }

@media (max-width: 520px) {
  .panel { inset: var(--top, 0) 0 var(--covered, 0) !important; width: auto; height: auto; max-width: none; max-height: none; border-radius: 0; animation-name: appear; }
  .opened .launcher { display: none; }
  .head { gap: 10px; padding-inline: 14px 8px; padding-top: max(14px, env(safe-area-inset-top)); padding-bottom: 14px; }
  .menu { inset-block-start: calc(58px + env(safe-area-inset-top)); }
  .field :is(textarea, input) { font-size: 16px; }
  .lead :is(select, input:not([type=checkbox])) { font-size: 16px; }
}
@media (max-height: 480px) {
  .panel { inset: var(--top, 0) 0 var(--covered, 0) !important; width: auto; height: auto; max-width: none; max-height: none; border-radius: 0; overflow-y: auto; display: block; }
  .opened .launcher { display: none; }
  .head { padding-block: 6px !important; }
  .avatar, .titles p { display: none; }
  .menu { inset-block-start: 46px; }
  .log { overflow: visible; min-height: calc(100dvh - 150px); }
  .foot { position: sticky; bottom: 0; }
  .jump { display: none; }
}
@media (max-width: 360px) { .lead .grid { grid-template-columns: 1fr; } .log { padding-inline: 12px; } .bubble { max-width: 94%; } .assistant.wide .bubble { width: 100%; max-width: 100%; } }
@media (forced-colors: active) {
  .panel, .bubble, .chip, .send, .menu, .state, .note { border: 1px solid CanvasText; }
  .visitor .bubble { border-width: 2px; }
  .head { border-bottom: 1px solid CanvasText; }
  .tool, .about button { border: 1px solid transparent; }
  .typing i { background: CanvasText; forced-color-adjust: none; }
  .about button[aria-pressed=true] { border-color: Highlight; }
  :focus-visible { outline: 2px solid Highlight; }
  .field:focus-within { outline: 2px solid Highlight; }
}
`;
