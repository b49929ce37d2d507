// The user interface's words. What is a business's own (title, greeting, examples) is configuration.
export const texts = {
  en: {
    subtitle: "Automated assistant · answers at once", greeting: "Hello! How can I help you?", note: "Automated answers, not a person",
    placeholder: "Write a message…", message: "Your message", send: "Send", stop: "Stop answering", close: "Close chat", menu: "More options",
    log: "Conversation", you: "You", assistant: "Assistant", privacy: "Privacy", today: "Today", typing: "The assistant is typing", ready: "The answer is here.",
    newChat: "New chat", newChatAsk: "Start a new chat? This conversation disappears from this tab.", newChatYes: "Start new", newChatNo: "Keep it",
    copy: "Copy the answer", copied: "Copied", good: "Good answer", bad: "Bad answer", thanks: "Thank you", why: "What was wrong? (optional)", latest: "Latest message", try: "Examples",
    broken: "The answer broke off before its end.", stopped: "Stopped", queued: "Sent after this answer", again: "Try again",
    waiting: { cut: "The connection broke off. Your message is kept; trying again…", offline: "You are offline. Your message is kept and sent by itself.", limit: "Many questions in a short time. Yours is sent by itself in {s}." },
    failed: { broken: "The answer broke off before its end.", unreachable: "The service cannot be reached. Your message is kept.", service: "The assistant cannot answer at the moment. Your message is kept.", limit: "Many questions in a short time. Please ask again later." },
    origin: "This website may not use the chat.", refused: "This message could not be sent.", seconds: "{s} s", minutes: "{m} min",
    offer: "Get an offer", compare: "Compare", compareAsk: "Compare {names}", whatsapp: "WhatsApp", callMe: "Leave your number", phone: "Phone", hours: "Hours", agree: "Yes, contact me", yes: "Yes", decline: "No", no: "No",
    lead: {
      title: "We contact you", name: "Name", phone: "Phone or WhatsApp", email: "E-mail", clinic: "Clinic", country: "Country", either: "A phone number or an e-mail address is needed.",
      consentMissing: "Please tick the box: without your consent we pass nothing on.", send: "Send", cancel: "Cancel", sending: "Sending…", optional: "optional",
      made: "Thank you. We have your details and will contact you.", madeAt: "Thank you. We have your details and will contact you: {hours}.",
      failed: "This could not be sent. Your entries are kept; try again.", changed: "The wording of the consent has changed. Please read it and tick the box again.",
      consentFailed: "The wording of the consent could not be loaded.", limit: "Too many requests. Please try again later.",
    },
  },
  ar: {
    subtitle: "مساعد آلي · يجيب فوراً", greeting: "مرحباً! كيف يمكنني مساعدتك؟", note: "إجابات آلية، وليست من شخص",
    placeholder: "اكتب رسالة…", message: "رسالتك", send: "إرسال", stop: "إيقاف الإجابة", close: "إغلاق المحادثة", menu: "خيارات أخرى",
    log: "المحادثة", you: "أنت", assistant: "المساعد", privacy: "الخصوصية", today: "اليوم", typing: "المساعد يكتب", ready: "وصلت الإجابة.",
    newChat: "محادثة جديدة", newChatAsk: "هل تبدأ محادثة جديدة؟ ستختفي هذه المحادثة من هذه الصفحة.", newChatYes: "ابدأ من جديد", newChatNo: "أبقِها",
    copy: "نسخ الإجابة", copied: "تم النسخ", good: "إجابة جيدة", bad: "إجابة غير جيدة", thanks: "شكراً لك", why: "ما الذي لم يكن صحيحاً؟ (اختياري)", latest: "آخر رسالة", try: "أمثلة",
    broken: "انقطعت الإجابة قبل نهايتها.", stopped: "أُوقفت", queued: "تُرسل بعد هذه الإجابة", again: "حاول مرة أخرى",
    waiting: { cut: "انقطع الاتصال. رسالتك محفوظة، وتُعاد المحاولة الآن…", offline: "لا يوجد اتصال بالإنترنت. رسالتك محفوظة وستُرسل تلقائياً.", limit: "أسئلة كثيرة في وقت قصير. سيُرسل سؤالك تلقائياً بعد {s}." },
    failed: { broken: "انقطعت الإجابة قبل نهايتها.", unreachable: "لا يمكن الوصول إلى الخدمة. رسالتك محفوظة.", service: "لا يستطيع المساعد الإجابة الآن. رسالتك محفوظة.", limit: "أسئلة كثيرة في وقت قصير. يرجى السؤال لاحقاً." },
    origin: "لا يُسمح لهذا الموقع باستخدام المحادثة.", refused: "تعذّر إرسال هذه الرسالة.", seconds: "{s} ثانية", minutes: "{m} دقيقة",
    offer: "اطلب عرضاً", compare: "قارن بينها", compareAsk: "قارن بين {names}", whatsapp: "واتساب", callMe: "اترك رقمك", phone: "الهاتف", hours: "ساعات العمل", agree: "نعم، تواصلوا معي", yes: "نعم", decline: "لا", no: "لا",
    lead: {
      title: "نتواصل معك", name: "الاسم", phone: "الهاتف أو واتساب", email: "البريد الإلكتروني", clinic: "العيادة", country: "البلد", either: "نحتاج إلى رقم هاتف أو بريد إلكتروني.",
      consentMissing: "يرجى تحديد المربع: لن نمرر أي شيء دون موافقتك.", send: "إرسال", cancel: "إلغاء", sending: "جارٍ الإرسال…", optional: "اختياري",
      made: "شكراً لك. وصلتنا بياناتك وسنتواصل معك.", madeAt: "شكراً لك. وصلتنا بياناتك وسنتواصل معك: {hours}.",
      failed: "تعذّر الإرسال. ما كتبته محفوظ؛ حاول مرة أخرى.", changed: "تغيّر نص الموافقة. يرجى قراءته وتحديد المربع من جديد.",
      consentFailed: "تعذّر تحميل نص الموافقة.", limit: "طلبات كثيرة. يرجى المحاولة لاحقاً.",
    },
  },
  fr: {
    subtitle: "Assistant automatique · répond aussitôt", greeting: "Bonjour ! Comment puis-je vous aider ?", note: "Réponses automatiques, pas une personne",
    placeholder: "Écrivez un message…", message: "Votre message", send: "Envoyer", stop: "Arrêter la réponse", close: "Fermer le chat", menu: "Autres options",
    log: "Conversation", you: "Vous", assistant: "Assistant", privacy: "Confidentialité", today: "Aujourd’hui", typing: "L’assistant écrit", ready: "La réponse est là.",
    newChat: "Nouvelle conversation", newChatAsk: "Recommencer ? Cette conversation disparaîtra de cet onglet.", newChatYes: "Recommencer", newChatNo: "La garder",
    copy: "Copier la réponse", copied: "Copié", good: "Bonne réponse", bad: "Mauvaise réponse", thanks: "Merci", why: "Qu’est-ce qui n’allait pas ? (facultatif)", latest: "Dernier message", try: "Exemples",
    broken: "La réponse s’est interrompue avant la fin.", stopped: "Arrêtée", queued: "Envoyé après cette réponse", again: "Réessayer",
    waiting: { cut: "La connexion s’est interrompue. Votre message est conservé ; nouvel essai…", offline: "Vous êtes hors ligne. Votre message est conservé et partira tout seul.", limit: "Beaucoup de questions en peu de temps. La vôtre partira toute seule dans {s}." },
    failed: { broken: "La réponse s’est interrompue avant la fin.", unreachable: "Le service est injoignable. Votre message est conservé.", service: "L’assistant ne peut pas répondre pour le moment. Votre message est conservé.", limit: "Beaucoup de questions en peu de temps. Réessayez plus tard." },
    origin: "Ce site n’est pas autorisé à utiliser le chat.", refused: "Ce message n’a pas pu être envoyé.", seconds: "{s} s", minutes: "{m} min",
    offer: "Demander une offre", compare: "Comparer", compareAsk: "Comparer {names}", whatsapp: "WhatsApp", callMe: "Laisser votre numéro", phone: "Téléphone", hours: "Horaires", agree: "Oui, contactez-moi", yes: "Oui", decline: "Non", no: "Non",
    lead: {
      title: "Nous vous contactons", name: "Nom", phone: "Téléphone ou WhatsApp", email: "E-mail", clinic: "Clinique", country: "Pays", either: "Un numéro de téléphone ou un e-mail est nécessaire.",
      consentMissing: "Veuillez cocher la case : sans votre accord, nous ne transmettons rien.", send: "Envoyer", cancel: "Annuler", sending: "Envoi…", optional: "facultatif",
      made: "Merci. Nous avons vos coordonnées et vous contacterons.", madeAt: "Merci. Nous avons vos coordonnées et vous contacterons : {hours}.",
      failed: "L’envoi a échoué. Vos données sont conservées ; réessayez.", changed: "Le texte du consentement a changé. Veuillez le relire et cocher la case.",
      consentFailed: "Le texte du consentement n’a pas pu être chargé.", limit: "Trop de demandes. Réessayez plus tard.",
    },
  },
};

/** "{s} s" and its values; "" for one that is missing. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
