// What the launcher says before anything else is loaded.
export const texts = {
  en: { open: "Open chat", close: "Close chat", failed: "The chat could not be loaded. Try again." },
  ar: { open: "فتح المحادثة", close: "إغلاق المحادثة", failed: "تعذّر تحميل المحادثة. حاول مرة أخرى." },
  fr: { open: "Ouvrir le chat", close: "Fermer le chat", failed: "Le chat n’a pas pu être chargé. Réessayez." },
};
