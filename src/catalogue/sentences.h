#pragma once

#include <array>
#include <string>
#include <string_view>

#include "catalogue/message.h"

/// What the catalogue says, in the languages it speaks.
namespace mta::catalogue {

/// One sentence, in the order of `Language`.
struct Sentence {
  std::array<std::string_view, 3> texts;
  [[nodiscard]] std::string in(Language language) const {
    return std::string(texts.at(static_cast<std::size_t>(language)));
  }
};

namespace sentences {

inline constexpr Sentence greeting{
    {"Hello! I am the automated assistant of Medical Tech Aesthetic, a supplier of "
     "aesthetic devices for clinics. Which device, price or need can I help you with?",
     "مرحباً! أنا المساعد الآلي لشركة Medical Tech Aesthetic المورّدة للأجهزة "
     "التجميلية للعيادات. بأي جهاز أو سعر أو حاجة أستطيع مساعدتك؟",
     "Ahla w sahla! Ana el assistant el automatic taba3 Medical Tech Aesthetic, mnbi3 "
     "ajhize tajmil lal 3iyadet. Shu el jhez aw el se3r li badak ta3erfo?"}};
inline constexpr Sentence thanks{
    {"You are welcome! Is there another device or price I can help with?",
     "على الرحب والسعة! هل أستطيع مساعدتك في جهاز أو سعر آخر؟",
     "Tekram! Fi jhez aw se3r tene badak ta3erfo?"}};
inline constexpr Sentence farewell{
    {"Goodbye, and thank you for your interest in Medical Tech Aesthetic.",
     "مع السلامة، وشكراً لاهتمامك بشركة Medical Tech Aesthetic.",
     "Ma3 el salame, w shukran la ehtimamak bi Medical Tech Aesthetic."}};
inline constexpr Sentence about{
    {"I am the automated assistant of Medical Tech Aesthetic (MTA). MTA sells "
     "aesthetic devices, consumables, training and support to clinics in the Middle "
     "East and North Africa.",
     "أنا المساعد الآلي لشركة Medical Tech Aesthetic (MTA). تبيع MTA الأجهزة "
     "التجميلية والمستهلكات والتدريب والدعم للعيادات في الشرق الأوسط وشمال أفريقيا.",
     "Ana el assistant el automatic taba3 Medical Tech Aesthetic (MTA). MTA bitbi3 "
     "ajhize tajmil, consumables, tadrib w da3m lal 3iyadet bel shar2 el awsat w "
     "shmel afri2ya."}};
inline constexpr Sentence refused{
    {"I cannot answer that. I can help you with aesthetic devices for clinics and their prices.",
     "لا أستطيع الإجابة عن ذلك. أستطيع مساعدتك في الأجهزة التجميلية للعيادات وأسعارها.",
     "Ma fini jeweb 3a hal so2al. Fini se3dak bi ajhizet el tajmil lal 3iyadet w as3ara."}};
inline constexpr Sentence overview{
    {"MTA supplies clinics with aesthetic devices, consumables, training and support. "
     "Our devices:",
     "تورّد MTA للعيادات الأجهزة التجميلية والمستهلكات والتدريب والدعم. أجهزتنا:",
     "MTA bit2addem lal 3iyadet ajhize tajmil, consumables, tadrib w da3m. Ajhizetna:"}};
inline constexpr Sentence overview_end{{"Tell me what you need, and I name devices and prices.",
                                        "أخبرني بما تحتاجه لأذكر لك الأجهزة والأسعار.",
                                        "Elle shu badak, w b3tik el ajhize wel as3ar."}};
inline constexpr Sentence training{
    {"Yes, MTA offers training for clinics on the devices it sells. Our team will "
     "tell you what is planned for the device you choose.",
     "نعم، تقدم MTA التدريب للعيادات على الأجهزة التي تبيعها. سيخبرك فريقنا بتفاصيل "
     "التدريب على الجهاز الذي تختاره.",
     "Eh, MTA bit2addem tadrib lal 3iyadet 3al ajhize li bitbi3a. El fari2 bi2ellak "
     "tafasil el tadrib 3al jhez li btekhtaro."}};
inline constexpr Sentence support{
    {"MTA offers support for the devices it sells. Please tell our team which device "
     "it is and what happens, and they will help you.",
     "تقدم MTA الدعم للأجهزة التي تبيعها. يرجى إخبار فريقنا باسم الجهاز وما يحدث معه "
     "ليساعدك.",
     "MTA bit2addem da3m (support) lal ajhize li bitbi3a. Khabber el fari2 ayya jhez "
     "w shu 3am bisir, w bisa3douk."}};
inline constexpr Sentence terms{
    {"On delivery, payment, warranty, certificates and the like I have no details and "
     "do not want to guess. Our team will gladly tell you.",
     "ليست لدي تفاصيل عن الشحن والدفع والضمان والشهادات وما شابه، ولا أريد أن أخمّن. "
     "سيسعد فريقنا بإخبارك.",
     "3an el tawsil, el daf3, el kafele, el shahedet w hek ma 3ande tafasil w ma "
     "badde khammen. El fari2 taba3na bi2ellak."}};
inline constexpr Sentence medical{
    {"I cannot give medical advice. Please see a doctor, or ask the clinic that did "
     "the treatment. MTA only supplies devices to clinics.",
     "لا أستطيع تقديم نصيحة طبية. يرجى مراجعة طبيب أو العيادة التي أجرت العلاج. تورّد "
     "MTA الأجهزة للعيادات فقط.",
     "Ma fiyye a3te nasi7a tobbiye. Please shouf doctor (tabib) aw es2al el 3iyade li "
     "3emlet el jalse. MTA bas bitbi3 ajhize lal 3iyadet."}};
inline constexpr Sentence treatment{
    {"MTA performs no treatments: it supplies clinics with aesthetic devices, "
     "consumables, training and support. For a treatment please ask a clinic. If you "
     "run one, tell me which device you look for.",
     "لا تجري MTA أي علاجات، فهي تورّد للعيادات الأجهزة التجميلية والمستهلكات "
     "والتدريب والدعم. للعلاج يرجى مراجعة عيادة. وإن كنت تدير عيادة فأخبرني عن الجهاز "
     "الذي تبحث عنه.",
     "MTA ma bta3mol jalset w treatments: bitbi3 lal 3iyadet ajhize tajmil, "
     "consumables, tadrib w da3m. Lal treatment es2al 3iyade. W eza 3andak 3iyade, "
     "elle ayya jhez badak."}};
inline constexpr Sentence off_topic{
    {"I can only help with what Medical Tech Aesthetic does: aesthetic devices, "
     "consumables, training and support for clinics. Ask me about a device or a price.",
     "أستطيع المساعدة فقط في ما تقدمه Medical Tech Aesthetic: الأجهزة التجميلية "
     "والمستهلكات والتدريب والدعم للعيادات. اسألني عن جهاز أو سعر.",
     "Fiyye se3dak bas bi sheghel Medical Tech Aesthetic: ajhize tajmil, consumables, "
     "tadrib w da3m lal 3iyadet. Es2alne 3an jhez aw se3r."}};
inline constexpr Sentence unknown_product{
    {"I do not find that in our catalogue, so I cannot say anything about it. MTA "
     "supplies aesthetic devices, consumables, training and support to clinics.",
     "لا أجد ذلك في قائمة منتجاتنا، فلا أستطيع أن أقول شيئاً عنه. تورّد MTA للعيادات "
     "الأجهزة التجميلية والمستهلكات والتدريب والدعم.",
     "Ma la2et hayda bel catalogue taba3na, fa ma fiyye 2oul shi 3anno. MTA bitbi3 "
     "ajhize tajmil, consumables, tadrib w da3m lal 3iyadet."}};
inline constexpr Sentence which_device{
    {"Which device do you mean? Give me its name or what you want to use it for.",
     "أي جهاز تقصد؟ اذكر اسمه أو الغرض منه.", "Ayya jhez 2asdak? 2elle esmo aw la shu badak yeh."}};
inline constexpr Sentence price_intro{
    {"Our indicative price:", "السعر التقريبي لدينا:", "El se3r el ta2ribi 3anna:"}};
inline constexpr Sentence prices_intro{
    {"Our indicative prices:", "الأسعار التقريبية لدينا:", "El as3ar el ta2ribiye 3anna:"}};
inline constexpr Sentence find_intro{
    {"From our catalogue:", "من قائمة منتجاتنا:", "Men el catalogue taba3na:"}};
inline constexpr Sentence compare_intro{{"Side by side:", "مقارنة بينها:", "El far2 baynon:"}};
inline constexpr Sentence nothing_in_budget{
    {"In that price range I find nothing in our catalogue for it.",
     "لا أجد في قائمة منتجاتنا ما يناسب ذلك ضمن هذا السعر.",
     "Ma la2et shi bi hal se3r bel catalogue taba3na."}};
inline constexpr Sentence nothing_left{{"Without that I find nothing in our catalogue for it.",
                                        "لا أجد في قائمة منتجاتنا ما يناسب ذلك بدون ما استثنيته.",
                                        "Bala hayda ma la2et shi bel catalogue taba3na."}};
inline constexpr Sentence on_request{
    {"price on request", "السعر عند الطلب", "el se3r 3and el talab"}};
inline constexpr Sentence dollars{{"USD", "دولار أمريكي", "USD"}};
inline constexpr Sentence emergency{
    {"Please get medical help at once: call your emergency number or go to the "
     "nearest hospital or doctor now. I cannot give medical advice; MTA only supplies "
     "devices to clinics.",
     "يرجى طلب المساعدة الطبية فوراً: اتصل برقم الطوارئ أو توجّه الآن إلى أقرب مستشفى "
     "أو طبيب. لا أستطيع تقديم نصيحة طبية، فشركة MTA تورّد الأجهزة للعيادات فقط.",
     "Please otlob mosa3ade tobbiye fawran: ettesel bel tawari2 aw rou7 halla2 3a "
     "a2rab mestashfa aw doctor (tabib). Ma fiyye a3te nasi7a tobbiye, MTA bas bitbi3 "
     "ajhize lal 3iyadet."}};
inline constexpr Sentence despair{
    {"I am very sorry that you feel this way. You are not alone: please call your "
     "emergency number or a crisis line at once, or tell someone near you or a "
     "doctor. I am only an automated assistant of a supplier of devices and cannot "
     "help you with this.",
     "يؤسفني جداً أنك تشعر بهذا. لست وحدك: يرجى الاتصال فوراً برقم الطوارئ أو بخط "
     "الدعم النفسي، أو إخبار شخص قريب منك أو طبيب. أنا مساعد آلي لشركة أجهزة ولا "
     "أستطيع مساعدتك في هذا.",
     "Kteer b2ase2ni eno 7ases hek. Mannak la7alak: please ettesel fawran bel tawari2 "
     "aw bi khat da3m nafse, aw khabber 7ada 2arib mennak aw doctor (tabib). Ana bas "
     "assistant automatic taba3 sherket ajhize."}};
inline constexpr Sentence human{
    {"I am an automated assistant and do not pass on numbers or messages from this "
     "chat. Our team will gladly call you, send a quotation or arrange a meeting. "
     "Please write to them:",
     "أنا مساعد آلي ولا أنقل الأرقام أو الرسائل من هذه المحادثة. يسعد فريقنا الاتصال "
     "بك أو إرسال عرض سعر أو ترتيب موعد. يرجى الكتابة إليه:",
     "Ana assistant automatic w ma bwassel ar2am aw rasayel men hal chat. El fari2 "
     "taba3na byettesel fik, byeb3atlak 3ard se3r aw byzabbet maw3ad. Please ktoblon:"}};
inline constexpr Sentence details{
    {"Beyond what our catalogue says I have no reliable details (sessions, settings, "
     "effects and the like) and do not want to guess. MTA offers training and support "
     "for its devices, and our team can tell you more.",
     "لا أملك تفاصيل موثوقة غير ما في قائمة منتجاتنا (الجلسات والإعدادات والآثار وما "
     "شابه) ولا أريد أن أخمّن. تقدم MTA التدريب والدعم على أجهزتها، ويستطيع فريقنا "
     "إخبارك بالمزيد.",
     "Aktar men li bel catalogue ma 3ande tafasil akide (jalset, settings, ta2sir w "
     "hek) w ma badde khammen. MTA bit2addem tadrib w da3m 3a ajhizeta, w el fari2 "
     "bi2ellak aktar."}};
inline constexpr Sentence cheapest_already{
    {"I find nothing of the same kind at a lower price in our catalogue. The lowest "
     "is:",
     "لا أجد في قائمة منتجاتنا شيئاً من النوع نفسه بسعر أقل. الأقل سعراً:",
     "Ma la2et shi men nafs el naw3 bi se3r a2al bel catalogue taba3na. El arkhas:"}};
inline constexpr Sentence together{{"Together", "المجموع", "El majmou3"}};
inline constexpr Sentence about_{{"about", "حوالي", "7awale"}};
inline constexpr Sentence sar{{"SAR", "ريال سعودي", "SAR"}};
inline constexpr Sentence aed{{"AED", "درهم إماراتي", "AED"}};
inline constexpr Sentence prices_in_dollars{
    {"Our prices are in US dollars.", "أسعارنا بالدولار الأمريكي.", "As3arna bel dolar."}};
inline constexpr Sentence in_english{{"I understand your French and answer in English.", "", ""}};

}  // namespace sentences
}  // namespace mta::catalogue
