#include "models/answers.h"

#include <algorithm>
#include <array>

#include "core/fold.h"
#include "core/text.h"

namespace mta::models {
namespace {

/// One sentence in the three languages, in the order of `Language`.
struct Sentence {
  std::array<std::string_view, 3> texts;
  [[nodiscard]] std::string in(Language language) const {
    return std::string(texts.at(static_cast<std::size_t>(language)));
  }
};

constexpr Sentence greeting{
    {"Hello! I am the automated assistant of Medical Tech Aesthetic, a supplier of aesthetic "
     "devices "
     "for clinics. Ask me about a device, a price or what suits your clinic.",
     "مرحباً! أنا المساعد الآلي لشركة Medical Tech Aesthetic المورّدة للأجهزة التجميلية للعيادات. "
     "اسألني عن جهاز أو سعر أو ما يناسب عيادتك.",
     "Ahla w sahla! Ana el assistant el automatic taba3 Medical Tech Aesthetic, mnbi3 ajhize "
     "tajmil "
     "lal 3iyadet. Es2alne 3an jhez aw se3r."}};
constexpr Sentence thanks{{"You are welcome! Is there another device or price I can help with?",
                           "على الرحب والسعة! هل أستطيع مساعدتك في جهاز أو سعر آخر؟",
                           "Tekram! Fi jhez aw se3r tene badak ta3erfo?"}};
constexpr Sentence farewell{{"Goodbye, and thank you for your interest in Medical Tech Aesthetic.",
                             "مع السلامة، وشكراً لاهتمامك بشركة Medical Tech Aesthetic.",
                             "Ma3 el salame, w shukran la ehtimamak bi Medical Tech Aesthetic."}};
constexpr Sentence about{
    {"I am the automated assistant of Medical Tech Aesthetic (MTA). MTA sells aesthetic devices, "
     "consumables, training and support to clinics in the Middle East and North Africa.",
     "أنا المساعد الآلي لشركة Medical Tech Aesthetic (MTA). تبيع MTA الأجهزة التجميلية والمستهلكات "
     "والتدريب والدعم للعيادات في الشرق الأوسط وشمال أفريقيا.",
     "Ana el assistant el automatic taba3 Medical Tech Aesthetic (MTA). MTA bitbi3 ajhize tajmil, "
     "consumables, tadrib w da3m lal 3iyadet bel shar2 el awsat w shmel afri2ya."}};
constexpr Sentence overview{
    {"MTA supplies clinics with aesthetic devices, consumables, training and support. Our devices:",
     "تورّد MTA للعيادات الأجهزة التجميلية والمستهلكات والتدريب والدعم. أجهزتنا:",
     "MTA bit2addem lal 3iyadet ajhize tajmil, consumables, tadrib w da3m. Ajhizetna:"}};
constexpr Sentence overview_end{{"Tell me what you need, and I name devices and prices.",
                                 "أخبرني بما تحتاجه لأذكر لك الأجهزة والأسعار.",
                                 "Elle shu badak, w b3tik el ajhize wel as3ar."}};
constexpr Sentence training{
    {"Yes, MTA offers training for clinics on the devices it sells. Our team will tell you what is "
     "planned for the device you choose.",
     "نعم، تقدم MTA التدريب للعيادات على الأجهزة التي تبيعها. سيخبرك فريقنا بتفاصيل التدريب على "
     "الجهاز "
     "الذي تختاره.",
     "Eh, MTA bit2addem tadrib lal 3iyadet 3al ajhize li bitbi3a. El fari2 bi2ellak tafasil el "
     "tadrib "
     "3al jhez li btekhtaro."}};
constexpr Sentence support{
    {"MTA offers support for the devices it sells. Please tell our team which device it is and "
     "what "
     "happens, and they will help you.",
     "تقدم MTA الدعم للأجهزة التي تبيعها. يرجى إخبار فريقنا باسم الجهاز وما يحدث معه ليساعدك.",
     "MTA bit2addem da3m (support) lal ajhize li bitbi3a. Khabber el fari2 ayya jhez w shu 3am "
     "bisir, "
     "w bisa3douk."}};
constexpr Sentence terms{
    {"I have no details on that and do not want to guess. The team of Medical Tech Aesthetic will "
     "gladly tell you.",
     "ليست لدي تفاصيل عن ذلك ولا أريد أن أخمّن. سيسعد فريق Medical Tech Aesthetic بإخبارك.",
     "Ma 3ande tafasil 3an hal mawdou3 w ma badde khammen. El fari2 taba3 Medical Tech Aesthetic "
     "bi2ellak."}};
constexpr Sentence medical{
    {"I cannot give medical advice. Please see a doctor, at once if it is a burn, a reaction or "
     "getting "
     "worse. MTA is a supplier of devices for clinics.",
     "لا أستطيع تقديم نصيحة طبية. يرجى مراجعة طبيب، وفوراً إن كان حرقاً أو تفاعلاً أو يزداد سوءاً. MTA "
     "شركة مورّدة للأجهزة للعيادات.",
     "Ma fiyye a3te nasi7a tobbiye. Please rou7 la 3end doctor (tabib), w fawran eza 7are2 aw "
     "reaction. "
     "MTA bitbi3 ajhize lal 3iyadet."}};
constexpr Sentence treatment{
    {"MTA performs no treatments: it supplies clinics with aesthetic devices, consumables, "
     "training and "
     "support. For a treatment please ask a clinic. If you run one, tell me which device you look "
     "for.",
     "لا تجري MTA أي علاجات، فهي تورّد للعيادات الأجهزة التجميلية والمستهلكات والتدريب والدعم. "
     "للعلاج يرجى "
     "مراجعة عيادة. وإن كنت تدير عيادة فأخبرني عن الجهاز الذي تبحث عنه.",
     "MTA ma bta3mol jalset w treatments: bitbi3 lal 3iyadet ajhize tajmil, consumables, tadrib w "
     "da3m. "
     "Lal treatment es2al 3iyade. W eza 3andak 3iyade, elle ayya jhez badak."}};
constexpr Sentence off_topic{
    {"I can only help with what Medical Tech Aesthetic does: aesthetic devices, consumables, "
     "training "
     "and support for clinics. Ask me about a device or a price.",
     "أستطيع المساعدة فقط في ما تقدمه Medical Tech Aesthetic: الأجهزة التجميلية والمستهلكات "
     "والتدريب "
     "والدعم للعيادات. اسألني عن جهاز أو سعر.",
     "Fiyye se3dak bas bi sheghel Medical Tech Aesthetic: ajhize tajmil, consumables, tadrib w "
     "da3m lal "
     "3iyadet. Es2alne 3an jhez aw se3r."}};
constexpr Sentence unknown_product{
    {"I do not find that in our catalogue, so I cannot say anything about it. MTA supplies "
     "aesthetic "
     "devices, consumables, training and support to clinics; our team can tell you more.",
     "لا أجد ذلك في قائمة منتجاتنا، فلا أستطيع أن أقول شيئاً عنه. تورّد MTA للعيادات الأجهزة "
     "التجميلية "
     "والمستهلكات والتدريب والدعم، ويستطيع فريقنا إخبارك بالمزيد.",
     "Ma la2et hayda bel catalogue taba3na, fa ma fiyye 2oul shi 3anno. MTA bitbi3 ajhize tajmil, "
     "consumables, tadrib w da3m lal 3iyadet, w el fari2 bi2ellak aktar."}};
constexpr Sentence which_device{
    {"Which device do you mean? Give me its name or what you want to use it for.",
     "أي جهاز تقصد؟ اذكر اسمه أو الغرض منه.", "Ayya jhez 2asdak? 2elle esmo aw la shu badak yeh."}};
constexpr Sentence price_intro{
    {"Our indicative price:", "السعر التقريبي لدينا:", "El se3r el ta2ribi 3anna:"}};
constexpr Sentence prices_intro{
    {"Our indicative prices:", "الأسعار التقريبية لدينا:", "El as3ar el ta2ribiye 3anna:"}};
constexpr Sentence find_intro{
    {"From our catalogue:", "من قائمة منتجاتنا:", "Men el catalogue taba3na:"}};
constexpr Sentence compare_intro{{"Side by side:", "مقارنة بينها:", "El far2 baynon:"}};
constexpr Sentence nothing_in_budget{
    {"In that price range I find nothing in our catalogue for it. Our team can tell you what is "
     "possible.",
     "لا أجد في قائمة منتجاتنا ما يناسب ذلك ضمن هذا السعر. يستطيع فريقنا إخبارك بما هو ممكن.",
     "Ma la2et shi bi hal se3r bel catalogue taba3na. El fari2 bi2ellak shu fi."}};
constexpr Sentence on_request{{"price on request", "السعر عند الطلب", "el se3r 3and el talab"}};
constexpr Sentence dollars{{"USD", "دولار أمريكي", "USD"}};

bool has_arabic(std::string_view text) {
  while (!text.empty()) {
    if (is_arabic_letter(next_code_point(text))) return true;
  }
  return false;
}

/// The paragraphs of contact.md in the visitor's script; all of it where there are none.
std::string contact(const Knowledge& knowledge, Language language) {
  std::string chosen;
  std::string_view rest = knowledge.contact;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    const std::string paragraph = clean_text(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
    if (paragraph.empty() || has_arabic(paragraph) != (language == Language::arabic)) continue;
    chosen += (chosen.empty() ? "" : "\n\n") + paragraph;
  }
  return chosen.empty() ? knowledge.contact : chosen;
}

std::string price_of(const Product& product, Language language) {
  if (!product.price_usd) return on_request.in(language);
  return std::to_string(*product.price_usd) + " " + dollars.in(language);
}

std::string name_of(const Product& product, Language language) {
  if (language != Language::arabic || product.arabic_name.empty()) return product.name;
  return product.name + " (" + product.arabic_name + ")";
}

const std::string& description_of(const Product& product, Language language) {
  const bool arabic = language == Language::arabic && !product.arabic_description.empty();
  return arabic ? product.arabic_description : product.description;
}

std::string lines(const Question& question, const Knowledge& knowledge, bool described) {
  std::string text;
  for (const std::size_t i : question.products) {
    const Product& product = knowledge.products[i];
    text +=
        "\n- " + name_of(product, question.language) + ": " + price_of(product, question.language);
    const std::string& description = description_of(product, question.language);
    if (described && !description.empty()) text += "\n  " + description;
  }
  return text;
}

std::string categories(const Knowledge& knowledge, Language language) {
  std::vector<std::string> names;
  for (const Product& product : knowledge.products) {
    const bool arabic = language == Language::arabic && !product.arabic_category.empty();
    const std::string& category = arabic ? product.arabic_category : product.category;
    const std::string& name = category.empty() ? product.name : category;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  std::string text;
  for (const std::string& name : names) text += "\n- " + name;
  return text;
}

/// The sentence of an answer that names no device.
const Sentence& plain(Intent intent) {
  switch (intent) {
    case Intent::greeting:
      return greeting;
    case Intent::thanks:
      return thanks;
    case Intent::farewell:
      return farewell;
    case Intent::about:
      return about;
    case Intent::training:
      return training;
    case Intent::support:
      return support;
    case Intent::terms:
      return terms;
    case Intent::medical:
      return medical;
    case Intent::treatment:
      return treatment;
    case Intent::unknown_product:
      return unknown_product;
    case Intent::which_device:
      return which_device;
    case Intent::nothing_in_budget:
      return nothing_in_budget;
    default:
      return off_topic;
  }
}

bool ends_with_contact(Intent intent) {
  switch (intent) {
    case Intent::training:
    case Intent::support:
    case Intent::terms:
    case Intent::unknown_product:
    case Intent::nothing_in_budget:
    case Intent::price:
    case Intent::compare:
    case Intent::find:
    case Intent::overview:
    case Intent::off_topic:
    case Intent::about:
      return true;
    default:
      return false;
  }
}

std::string body(const Question& question, const Knowledge& knowledge) {
  const Language language = question.language;
  switch (question.intent) {
    case Intent::contact:
      return contact(knowledge, language);
    case Intent::overview:
      return overview.in(language) + categories(knowledge, language) + "\n" +
             overview_end.in(language);
    case Intent::price:
      return (question.products.size() == 1 ? price_intro : prices_intro).in(language) +
             lines(question, knowledge, false);
    case Intent::compare:
      return compare_intro.in(language) + lines(question, knowledge, true);
    case Intent::find:
      return find_intro.in(language) + lines(question, knowledge, true);
    default:
      return plain(question.intent).in(language);
  }
}

}  // namespace

std::string compose(const Question& question, const Knowledge& knowledge) {
  std::string text = body(question, knowledge);
  if (ends_with_contact(question.intent)) text += "\n\n" + contact(knowledge, question.language);
  return text;
}

}  // namespace mta::models
