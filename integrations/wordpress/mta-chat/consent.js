// Shows the chat once the visitor accepts functional cookies (WP Consent API).
document.addEventListener("wp_listen_for_consent_change", event => {
  if (event.detail && event.detail.functional === "allow" && window.MTAChat) window.MTAChat.init({});
});
