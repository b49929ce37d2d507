// Shows the chat once the visitor accepts functional cookies (WP Consent API), which may be before its script is there.
document.addEventListener("wp_listen_for_consent_change", event => {
  if (!event.detail || event.detail.functional !== "allow") return;
  const show = () => window.MTAChat.init({});
  if (window.MTAChat) show();
  else document.getElementById("mta-chat-js").addEventListener("load", show, { once: true });
});
