#include "models/lexicon.h"

#include <algorithm>
#include <ranges>

#include "core/fold.h"

namespace mta::models {
namespace {

/// Bytes from which on a word is long enough for a slip: 7 Latin letters, 6 Arabic ones.
std::size_t long_word(std::string_view word) {
  return static_cast<unsigned char>(word.front()) < 0x80 ? 7 : 12;
}

bool almost_equal(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return a.size() >= long_word(a) && b.size() >= long_word(b) && one_slip_apart(a, b);
}

Lexicons make_lexicons() {
  return {
      .greeting = Lexicon(
          "hello;hi;hey;hiya;howdy;greetings;good morning;good afternoon;good evening;good day;"
          "مرحبا;مرحبتين;هلا;هلا والله;اهلا;أهلا وسهلا;اهلين;السلام عليكم;سلام "
          "عليكم;سلام;السلام;صباح الخير;مساء الخير;"
          "صباح النور;هاي;هالو;تحية;كيفك;كيف حالك;شلونك;شلونكم;ازيك;ازيكم;"
          "marhaba;mar7aba;mrhaba;ahla;ahlan;ahlein;ahlan wa sahlan;salam;salam alaykom;salam "
          "3alaykom;"
          "salam 3alaikom;assalam;assalamu alaikum;salam alaikum;hala;kifak;kifik;kif "
          "7alak;shlonak;izzayak;"
          "sabah el kheir;saba7 el kheir;saba7o;masa el kheir;how are you;bonjour;bonsoir"),
      .thanks = Lexicon(
          "ok;okay;great;perfect;تمام;طيب;اوكي;tamem;tayyeb;"
          "thanks;thank you;thank u;thx;ty;many thanks;much appreciated;appreciate it;great help;"
          "شكرا;شكرا جزيلا;مشكور;مشكورين;يسلمو;يسلموا;تسلم;الف شكر;يعطيك العافية;متشكر;ممنون;"
          "shukran;shokran;choukran;merci;yeslamo;yslamo;tislam;mashkour;mamnoun;ya3tik el 3afye"),
      .farewell = Lexicon("bye;goodbye;good bye;see you;see you later;مع السلامة;وداعا;باي;الى "
                          "اللقاء;ma3 el salame;"
                          "ma3 salama;yalla bye;bye bye"),
      .contact = Lexicon(
          "contact;contact you;reach you;call you;get in touch;phone "
          "number;phone;telephone;whatsapp;"
          "email;e mail;mail address;address;speak to someone;talk to someone;speak with;talk to a "
          "human;"
          "human;sales rep;sales team;representative;someone call me;call me;where are you;where "
          "are you located;"
          "your location;your office;your branch;showroom;visit you;place an order;order now;how "
          "do i order;"
          "how can i order;how to order;how to buy;buy from you;quotation;"
          "تواصل;اتواصل;أتواصل;التواصل;نتواصل;اتصل;الاتصال;اتصال;رقمكم;رقم الهاتف;رقم تلفون;رقم "
          "التلفون;هاتف;تلفون;"
          "رقم الواتساب;واتساب;واتس;واتس اب;ايميل;الايميل;البريد;بريد الكتروني;عنوان;عنوانكم;وين "
          "موقعكم;موقعكم;"
          "فين مكانكم;مكانكم;وينكم;وين مكانكم;كلم حدا;احكي مع حدا;موظف;مندوب;اطلب الجهاز;كيف "
          "اطلب;كيف بطلب;"
          "kif etwasal;kif fini "
          "etwasal;etwasal;netwasal;tawasol;et2asal;otsol;ottasel;ra2mkon;ra2am;raqm;ra2mak;"
          "telephone;tel;watsap;whatsap;wats;wein "
          "maw2a3kon;maw2e3kon;3enwen;3inwan;wenkon;waynkon;kif botlob;"
          "kif fini otlob;e7ke ma3 7ada"),
      .training = Lexicon("training;train;trained;trainer;course;courses;workshop;workshops;learn;"
                          "teach;teaching;education;"
                          "certification course;onboarding;how to use;how to operate;show us how;"
                          "تدريب;التدريب;تدربون;تدريبات;دورة;دورات;كورس;كورسات;ورشة;ورشات;تعليم;"
                          "تعلمونا;تعلموا;اتعلم;نتعلم;تدربوا;بتدربوا;"
                          "tadrib;tadreeb;tedrib;ta3lim;ta3leem;dawra;dawrat;kors;net3allam;"
                          "et3allam;t3almouna;bt3almo;bit3almo;tdarbo;btdarbo"),
      .support = Lexicon("repair;repairs;repaired;fix;fixes;fixed;maintenance;maintain;after "
                         "sales;aftersales;after sale;"
                         "technical support;support;technician;engineer;breaks;broke;broken;breaks "
                         "down;break down;stopped working;"
                         "not working;does not work;doesnt work;malfunction;error code;spare "
                         "part;spare parts;service the machine;"
                         "customer service;servicing;installation;install;troubleshoot;"
                         "صيانة;الصيانة;صيانه;تصليح;يصلح;بيصلح;يصلحه;اصلاح;تصلحوا;تصلحون;بتصلحوا;"
                         "دعم;الدعم;دعم فني;فني;مهندس;تعطل;اتعطل;"
                         "خراب;خرب;خربان;عطل;عطلان;ما بيشتغل;لا يعمل;مش شغال;ما يشتغل;قطع "
                         "غيار;غيار;خدمة ما بعد البيع;بعد البيع;تركيب;"
                         "siyana;seyana;siyene;sayyane;tasli7;tesli7;ysalle7;bisalle7;bysalle7;"
                         "yesalle7;sale7;salle7;salla7;da3m;dam3 fanni;"
                         "kharab;khereb;khirib;khirbe;3atal;3otol;t3attal;ma byeshteghel;ma "
                         "bishteghel;mish shaghal;ot3a;2ota3 ghyar;"
                         "ota3 ghiyar;tarkib"),
      .terms = Lexicon(
          "warranty;guarantee;guaranty;shipping;ship;delivery;deliver;installment;installments;"
          "instalments;financing;"
          "finance;lease;leasing;pay later;payment;payment plan;payment "
          "terms;pay;discount;discounts;offer;offers;promo;"
          "promotion;fda;ce mark;ce certified;ce "
          "certificate;certified;certificate;certificates;approved;approval;iso;"
          "in stock;stock;refund;return "
          "policy;returns;import;customs;vat;tax;voltage;dimensions;weight;manual;brochure;"
          "catalogue pdf;catalog pdf;made in;manufacturer;brand;origin;second hand;used "
          "machine;rent;rental;distributor;"
          "dealer;agent;lead time;"
          "ضمان;الضمان;كفالة;الكفالة;كفاله;شحن;الشحن;توصيل;التوصيل;توصلون;توصلوا;بتوصلوا;تقسيط;"
          "التقسيط;بالتقسيط;اقساط;أقساط;"
          "تمويل;الدفع;دفع;طريقة الدفع;خصم;خصومات;عرض "
          "خاص;عروض;شهادة;شهادات;معتمد;معتمدة;مرخص;متوفر بالمخزن;مخزون;"
          "استرجاع;ارجاع;جمارك;ضريبة;بلد المنشأ;صناعة;منشأ;ايجار;إيجار;استئجار;مستعمل;وكيل;موزع;"
          "daman;damen;damane;kafale;kfale;kafele;shahn;sha7n;tawsil;tawseel;twaslo;btwaslo;"
          "btwasslo;ta2sit;ta2seet;taqsit;"
          "a2sat;khasm;khasem;7asm;3ard;3orod;shahade;shahede;daf3;dafe3;ijar;eejar;mosta3mal"),
      .about = Lexicon("who are you;what are you;are you a robot;are you a bot;are you human;are "
                       "you real;are you an ai;your name;"
                       "what is mta;who is mta;about mta;about your company;about the company;what "
                       "is medical tech aesthetic;"
                       "what do you do;what can you do;how can you help;help me;help;"
                       "من انت;من انتم;مين انت;مين انتو;شو اسمك;ما اسمك;انت روبوت;هل انت روبوت;هل "
                       "انت انسان;شركتكم;عن الشركة;عن شركتكم;"
                       "ماذا تفعلون;شو بتعملوا;شو شغلكم;مساعدة;ساعدني;كيف بتساعدني;"
                       "min ento;min inta;min enta;meen enta;meen into;shu esmak;sho btaamlo;shu "
                       "bta3mlo;inta robot;enta robot;sharketkon"),
      .overview = Lexicon("what do you sell;what are you selling;what products;which products;your "
                          "products;product list;products list;"
                          "list of products;price list;list of machines;list of devices;all "
                          "machines;all devices;all products;"
                          "what machines;which machines;what devices;which devices;your "
                          "machines;your devices;your catalogue;"
                          "your catalog;catalogue;catalog;what do you have;what do you offer;what "
                          "do you supply;show me everything;"
                          "your range;equipment;consumables;consumable;"
                          "ماذا تبيعون;شو بتبيعوا;شو عندكم;شو في عندكم;ماذا لديكم;ما لديكم;ايش "
                          "عندكم;وش عندكم;عندكم ايه;منتجاتكم;منتجات;المنتجات;"
                          "ما هي الاجهزة;الاجهزة المتوفرة;اجهزتكم;قائمة الاسعار;لائحة "
                          "الاسعار;كتالوج;الكتالوج;كل الاجهزة;جميع الاجهزة;مستهلكات;"
                          "shu bitbi3o;shu betbi3o;shu btbi3o;sho btbi3o;shu 3andkon;sho "
                          "3andkon;shu fi 3andkon;eish 3andkom;montajat;"
                          "muntajat;katalog;kel el ajhize;lay7et el as3ar"),
      .medical = Lexicon(
          "medicine;medication;painkiller;antibiotic;ointment;dose;dosage;prescription;prescribe;"
          "diagnose;diagnosis;"
          "side effect;side "
          "effects;pregnant;pregnancy;breastfeeding;diabetic;diabetes;pacemaker;epilepsy;cancer;"
          "tumor;"
          "allergy;allergic;infection;infected;swollen;swelling;blister;blisters;bleeding;itching;"
          "itchy;hurts;hurt;"
          "painful;pain;redness;rash;bruise;bruises;is it safe;is safe;safe "
          "for;dangerous;contraindication;"
          "contraindications;is it harmful;harmful;fever;dizzy;numb;symptom;symptoms;emergency;got "
          "burned;got burnt;"
          "burned me;burnt me;burned my;burnt my;burns my;burning my;skin burned;skin burnt;face "
          "burned;face burnt;i have a burn;burn mark;"
          "second degree;scab;on a burn;a burn;my burn;burn cream;for burns;treat burns;"
          "دواء;أدوية;ادوية;علاج طبي;مرهم;كريم للحرق;جرعة;وصفة;تشخيص;اعراض "
          "جانبية;أعراض;اضرار;أضرار;مضاعفات;حامل;الحامل;حمل;"
          "الحمل;مرضعة;رضاعة;سكري;السكري;سرطان;حساسية;التهاب;ملتهب;متورم;تورم;ورم;فقاعات "
          "جلدية;نزيف;حكة;يوجع;بيوجع;وجع;"
          "ألم;الم;مؤلم;احمرار;طفح;كدمات;آمن;امن;هل هو "
          "آمن;خطر;خطير;مضر;بيضر;يضر;حرق;احترق;احترقت;انحرق;انحرقت;محروق;محروقة;"
          "حروق;حرقني;حرقت وجهي;حرقان;صرع;"
          "dawa;dawe;dwa;adwye;marham;wasfe;7amel;hamel;7emel;7aml;sokkari;sokari;saratan;7asesiye;"
          "7asasiye;7asasiyye;"
          "hasasiye;eltihab;iltihab;mwarram;waram;wja3;waja3;byouja3;byuja3;bywajje3;btouja3;alam;"
          "e7mirar;i7mirar;7okke;"
          "khatar;khatir;modir;mdir;mudir "
          "lal;edrar;adrar;a3rad;7are2;7ere2;7arrak;n7ara2;n7ara2et;7ara2ne;7ar2;7are2 bi wejje;"
          "7ro2;7ara2"),
      .medical_hint = Lexicon("burn;burns;burning;burned;burnt;wound;wounds;scar hurts"),
      .treatment = Lexicon(
          "on me;can you do;could you do;"
          "appointment;appointments;book a session;book me;book an;booking;session;sessions;treat "
          "me;treat my;"
          "can you treat;do you treat;treatment price;get treated;be treated;treatments at "
          "your;your clinic;at your center;"
          "at your centre;do the treatment;perform;do you do;lose weight;losing weight;lose "
          "belly;i want to lose;"
          "my treatment;treatment for my;clinic near me;near me;before and after;walk "
          "in;reservation;reserve;"
          "جلسة;جلسات;الجلسة;الجلسات;حجز;احجز;أحجز;موعد;مواعيد;عيادتكم;بعيادتكم;المركز "
          "تبعكم;مركزكم;عالجوني;تعالجون;بتعالجوا;"
          "تعالجوا;اخسر وزن;أخسر وزن;انزل وزن;اتعالج;اعالج;أعالج;تعملوا لي;تعملولي;اعملوا لي;"
          "jalse;jalset;jalsat;jalseit;jalsa;7ajez;7ajz;e7jouz;e7joz;ehjoz;a7jez;bi7joz;maw3ad;"
          "maw3id;maw3ed;3iyadetkon;"
          "3yedetkon;3eyadetkon;t3alejoune;bt3aljo;bit3aljo;nazzel wazen;ekhsar wazen;et3alaj"),
      .own_body = Lexicon("my face;my skin;my hair;my tattoo;my tattoos;my belly;my stomach;my "
                          "legs;my arms;my body;my acne;my scar;"
                          "my scars;my wrinkles;my cellulite;my chin;my thighs;my nose;my back;my "
                          "fat;remove it from me;for myself;"
                          "وجهي;بشرتي;شعري;وشمي;تاتو عندي;بطني;كرشي;جسمي;رجلي;ساقي;حب الشباب "
                          "عندي;ندبتي;تجاعيدي;سيلوليت عندي;لي شخصيا;"
                          "wejje;wejji;wejhe;bashrte;bashrti;sha3re;sha3ri;batne;batni;kirshi;"
                          "kershe;jisme;jismi;washme;washmi"),
      .off_topic = Lexicon(
          "world cup;كأس العالم;ربح;rebe7;"
          "write me;write a;write "
          "an;poem;poetry;story;essay;code;script;python;javascript;program;translate;translation;"
          "weather;forecast;joke;jokes;capital of;president;king of;football;soccer;match "
          "result;movie;movies;song;lyrics;"
          "recipe;cook;bitcoin;crypto;stock "
          "market;homework;math;solve;horoscope;news;war;politics;religion;election;"
          "ignore your;ignore all;ignore previous;ignore the;disregard;system prompt;your "
          "instructions;your prompt;"
          "pretend;act as;role play;roleplay;jailbreak;developer mode;password;api "
          "key;secret;hack;date me;marry me;"
          "love me;sing;who won;what time;what day;distance;chatgpt;openai;"
          "اكتب "
          "لي;اكتبلي;اكتب;قصيدة;قصة;برنامج;كود;بايثون;ترجم;ترجمة;الطقس;طقس;نكتة;عاصمة;رئيس;كرة "
          "القدم;مباراة;فيلم;اغنية;"
          "أغنية;طبخة;وصفة طبخ;واجب;رياضيات;اخبار;أخبار;حرب;سياسة;تجاهل;تعليماتك;كلمة السر;كلمة "
          "المرور;ابراج;برجي;"
          "oktoble;ektoble;ktoble;oktebli;2oktob;ash3ar;she3r "
          "ghazal;qasida;2asside;nekte;nokte;nikte;el ta2es;ta2es;"
          "3asimet;3asmet;ra2is;football;film;ghenniye;oghniye;tabkha;tarjem;tarjim;tjahal;"
          "barnamaj;akhbar"),
      .unsupported = Lexicon(
          "hair dryer;hair color;hair colour;hair dye;hair straightener;haircut;hair cut;"
          "hair loss;hair growth;hair transplant;hair "
          "fall;botox;filler;fillers;hyaluronic;dental;teeth;tooth;x ray;xray;"
          "mri;ct "
          "scan;shampoo;cream;creams;serum;lipstick;makeup;perfume;car;laptop;isofa;"
          "furniture;bed;"
          "coolsculpting;cool "
          "sculpting;ultherapy;thermage;morpheus;morpheus8;fotona;candela;soprano;alma;lumenis;"
          "emsculpt neo btl;cutera;plasma "
          "pen;prp;thread;threads;liposuction;surgery;ipl;shockwave;ecg;ultrasound scanner;"
          "تساقط الشعر;زراعة الشعر;زراعة شعر;انبات "
          "الشعر;بوتوكس;فيلر;اسنان;أسنان;رنين;شامبو;كريم;سيروم;مكياج;عطر;سيارة;"
          "شفط الدهون;عملية;جراحة;بلازما;خيوط;"
          "tesa2ot el sha3er;tsa2ot;zar3 sha3er;botoks;asnan;snen;shambo;siyara;3amaliye"),
      .joins = Lexicon(
          "and;or;vs;versus;than;with;from;&;w;aw;walla;wella;و;او;أو;ام;أم;ولا;والا;عن;مع"),
      .between = Lexicon("between;ranging from;from;بين;bayn;beyn;been"),
      .body_training = Lexicon("floor training;floor trainer;muscle training;muscles training"),
      .price = Lexicon("pric;prise;priec;prce;pirce;"
                       "price;prices;pricing;priced;cost;costs;costing;how much;how mutch;how "
                       "mush;hw much;how many dollars;rate;worth;charge;fee;"
                       "usd;dollar;dollars;expensive;"
                       "سعر;السعر;سعره;سعرها;اسعار;الاسعار;أسعار;بكم;بكام;كم سعر;كم ثمن;كم يكلف;كم "
                       "تكلفة;كم;ثمن;ثمنه;تكلفة;تكلفته;يكلف;قديش;"
                       "قديه;اديش;أديش;ب قديش;بقديش;بأديش;دولار;حقه;حق;بقد ايه;"
                       "2adesh;2addesh;adesh;addesh;adde;2adde;2adeh;adeh;bi2adesh;b2adesh;"
                       "bi2addesh;ba2adesh;bkam;bikam;kam;se3r;se3er;"
                       "se3ro;si3r;si3er;si3ro;sa3er;ser3o;7a2;7a2o;7a2a;ha2o;thaman;taman;tamano;"
                       "takalfe;takelfe;byekallef;bikallef;bikalef"),
      .compare =
          Lexicon("difference;differences;different;differ;compare;compared;comparison;comparing;"
                  "versus;vs;better;which one is;which is;"
                  "or the;الفرق;فرق;قارن;مقارنة;المقارنة;مقارنه;افضل;أفضل;احسن;أحسن;ايهما;أيهما;شو "
                  "الفرق;ما الفرق;"
                  "far2;fare2;el far2;shu el far2;a7san;ahsan;afdal;2aren;2arin;mo2arane;moqarana"),
      .cheapest = Lexicon("cheapest;least expensive;lowest price;lowest priced;most "
                          "affordable;lowest cost;cheaper;cheap;affordable;economical;"
                          "ارخص;أرخص;الارخص;الأرخص;اقل سعر;اقل سعرا;أقل سعر;الاقل سعرا;رخيص;"
                          "arkhas;ar5as;arkhass;el arkhas;2arkhas;rkhis;r5is;rkhees"),
      .dearest = Lexicon("most expensive;dearest;highest price;highest priced;priciest;top of the "
                         "line;اغلى;أغلى;الاغلى;الأغلى;اعلى سعر;aghla;"
                         "2aghla;el aghla"),
      .at_most = Lexicon("under;below;less than;lower than;cheaper than;up to;max;maximum;at "
                         "most;not more than;no more than;within;"
                         "budget;budget is;budget of;my budget;i have;we have;around;about;"
                         "تحت;اقل من;أقل من;ارخص من;أرخص من;بحدود;حدود;حد اقصى;كحد اقصى;لا "
                         "يتجاوز;ما يتجاوز;ميزانية;ميزانيتي;الميزانية;معي;لغاية;"
                         "لحد;دون;ta7et;ta7t;a2al men;a2al min;aal men;arkhas "
                         "men;b7doud;bi7doud;7doud;mizaniye;mizeniyte;mizaniyte;la7ad;ma3e"),
      .at_least = Lexicon("over;above;more than;higher than;at least;minimum;starting from;اكثر "
                          "من;أكثر من;فوق;اعلى من;أعلى من;على الاقل;"
                          "aktar men;akthar men;faw2;fo2;a3la men"),
      .currency = Lexicon("usd;dollar;dollars;bucks;دولار;دولارات;dolar;dollar;doular;$"),
      .request = Lexicon(
          "do you have;do you sell;do you offer;do you stock;do you carry;have you got;is "
          "there;are there;available;"
          "is the;sell;want;need;looking for;interested in;recommend;suggest;buy;purchase;find;"
          "هل عندكم;هل "
          "لديكم;عندكم;عندكن;لديكم;متوفر;متوفرة;يتوفر;موجود;اريد;أريد;بدي;ابغى;أبغى;ابي;عايز;عاوز;"
          "محتاج;احتاج;"
          "تنصحون;تنصحوني;3andkon;3andkun;3andkom;3andak;fi "
          "3andkon;mawjoud;mawjood;metwaffer;badde;baddi;bade;bedde;3ayez;"
          "7abeb;me7tej;abgha"),
      .pronoun =
          Lexicon("it;its;that;that one;this;this one;them;they;these;those;both;one;the first;the "
                  "second;هو;هي;هذا;هذه;هاد;هيدا;هيدي;"
                  "ده;دي;هم;منهم;فيهم;سعره;سعرها;ثمنه;تكلفته;الاول;الثاني;كلاهما;"
                  "howe;hiye;hiyye;hayda;hayde;haida;haide;hada;hadi;se3ro;se3ra;si3ro;7a2o;7a2a"),
      .arabizi = Lexicon("badde;baddi;bade;bedde;shu;sho;chou;kif;kifak;kifik;wein;weyn;wen;min;"
                         "meen;3am;fi;fikon;fiki;fini;jhez;jihaz;"
                         "jhaz;ajhize;ajhize;marhaba;ahla;ahlan;ahlein;salam;shukran;shokran;merci "
                         "ktir;ktir;kteer;yalla;habibi;mn;hayda;"
                         "hayde;haida;haide;hada;se3r;adesh;addesh;adde;bikam;bkam;kam;arkhas;"
                         "aghla;tadrib;tadreeb;siyana;seyana;ezalet;izalet;"
                         "el;la;lal;aw;w;wa;bas;mesh;mish;mush;mnih;aw2at;3an;tan7if;yeslamo;bel;"
                         "bil;bi;ma3;ana;enta;inta;ento;into;"
                         "byekallef;bikallef;tafsil;bashra;wejh;wej;jism;nahet;7ajez;jalse"),
      .stop = Lexicon(
          "small;low;big;large;little;start;starting;beginner;beginners;beauty;aesthetic;"
          "aesthetics;cosmetic;cosmetics;full;complete;list;way;صغير;صغيرة;كبير;تجميل;التجميل;"
          "تجميلي;تجميلية;tajmil;tajmeel;zghir;kbir;"
          "alright;great;cool;well;nice;sure;fine;treatment;treatments;quality;professional;طيب;"
          "تمام;اوكي;حسنا;ماشي;يعني;كمان;ايضا;tayyeb;tayeb;tamem;tamam;kamen;kaman;mashi;"
          "a;an;the;of;for;to;in;on;at;by;with;and;or;is;are;was;be;do;does;did;can;"
          "could;would;will;should;i;im;we;you;"
          "your;my;our;me;us;it;its;that;this;these;those;them;they;there;have;has;had;"
          "get;got;want;need;like;looking;"
          "look;tell;show;give;know;please;pls;what;whats;which;who;how;much;many;"
          "mutch;when;where;why;any;some;something;anything;"
          "one;machine;machines;device;devices;system;unit;units;equipment;product;"
          "products;model;price;prices;cost;costs;sell;buy;"
          "available;interested;clinic;clinics;salon;center;centre;opening;open;new;"
          "good;best;about;more;from;if;so;"
          "hello;hi;hey;thanks;thank;dear;sir;ok;okay;yes;no;not;also;just;only;than;"
          "most;least;under;below;over;above;"
          "between;difference;compare;versus;vs;better;cheapest;cheaper;cheap;"
          "expensive;dollars;dollar;usd;budget;max;remove;"
          "removes;treat;use;used;uses;work;works;offer;recommend;suggest;purchase;"
          "find;ideal;kind;type;types;options;option;"
          "now;day;today;very;really;am;as;into;out;up;down;all;other;then;"
          "من;في;على;عن;الى;إلى;مع;هل;ما;ماذا;هو;هي;هذا;هذه;كم;بكم;بكام;سعر;السعر;سعره;"
          "سعرها;اسعار;ثمن;تكلفة;جهاز;الجهاز;"
          "اجهزة;الاجهزة;أجهزة;مكينة;ماكينة;مكنة;عندكم;عندكن;لديكم;اريد;أريد;نريد;بدي;"
          "بدنا;ابغى;ابي;عايز;عاوز;محتاج;احتاج;ممكن;لو;"
          "سمحت;سمحتم;يا;او;أو;و;شو;ايش;وش;ايه;اي;أي;لدي;عندي;هناك;فيه;لعيادة;عيادة;"
          "عيادتي;لعيادتي;مركز;صالون;افتح;جديد;جديدة;"
          "افضل;أفضل;احسن;ارخص;أرخص;اغلى;الفرق;بين;تحت;اقل;أقل;اكثر;دولار;ميزانية;شي;"
          "شيء;حاجة;يعمل;متوفر;متوفرة;موجود;لل;ال;"
          "قديش;أديش;اديش;انا;انتم;لي;لنا;كيف;التي;الذي;لو سمحت;من "
          "فضلك;فضلك;مرحبا;السلام;عليكم;اهلا;شكرا;نوع;انواع;تبيعون;تبيعوا;"
          "el;al;la;lal;le;l;w;wa;aw;bel;bil;bi;b;fi;fe;men;min;mn;3an;3al;3ala;ma3;"
          "shu;sho;chou;kif;hal;eza;iza;law;"
          "badde;baddi;bade;bedde;badna;3andkon;3andkun;3andkom;3andak;3ande;jhez;"
          "jihaz;jhaz;ajhize;2adesh;adesh;addesh;2addesh;"
          "adde;2adeh;bikam;bkam;kam;se3r;se3er;se3ro;si3r;si3ro;7a2;7a2o;hayda;hayde;"
          "haida;haide;arkhas;aghla;far2;bayn;"
          "beyn;been;3iyade;3iyedte;marhaba;mar7aba;ahla;please;plz;mawjoud;ta7et;a2al;"
          "shi;machine;machina;makana"),
      .weak = Lexicon("android;system;glass;tube;far;zone;inner;light;therapy;advanced;vertical;"
                      "skin;face;facial;body;care;iv;handle;"
                      "handles;water;air;tube;bubble;in;photon;first;simple;chair;with;neo;lift;"
                      "lifting;slim;ball;"
                      "بشرة;البشرة;وجه;الوجه;جسم;الجسم;كرسي;ضوئي;علاج;علاجي;قناع;داخلي;"
                      "داخلية;رفع;شد;بالشفط;نظام;تسع;سبع;مقابض;بأربع;"
                      "bashra;el bashra;wejh;wej;wejj;jism;el jism;shad;raf3;ipar;kursi"),
      .business =
          Lexicon("clinic;clinics;salon;spa;center;centre;business;machine;machines;device;devices;"
                  "equipment;buy;purchase;sell;"
                  "supplier;patients;clients;customers;عيادة;عيادتي;لعيادتي;مركز;صالون;جهاز;اجهزة;"
                  "أجهزة;ماكينة;زبائن;شراء;اشتري;"
                  "jhez;jihaz;jhaz;ajhize;3iyade;3iyedte;markaz;salon;makana;eshtre;ishtiri"),
  };
}

}  // namespace

std::string lexical_form(const std::string& folded) {
  return static_cast<unsigned char>(folded.front()) < 0x80 ? folded : stem(folded);
}

Lexicon::Lexicon(std::string_view phrases) {
  for (const auto part : std::views::split(phrases, ';')) {
    std::vector<std::string> words = fold_words(std::string_view(part.begin(), part.end()));
    if (words.empty()) continue;
    std::ranges::transform(words, words.begin(), lexical_form);
    firsts_.insert(words.front());
    phrases_.push_back(std::move(words));
  }
  std::ranges::sort(phrases_, std::ranges::greater{}, &std::vector<std::string>::size);
}

bool Lexicon::in(const std::vector<std::string>& words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (match(words, i) > 0) return true;
  }
  return false;
}

std::size_t Lexicon::match(const std::vector<std::string>& words, std::size_t at) const {
  if (!firsts_.contains(words[at]) && words[at].size() < long_word(words[at])) return 0;
  for (const std::vector<std::string>& phrase : phrases_) {
    if (phrase.size() > words.size() - at) continue;
    bool equal = true;
    for (std::size_t i = 0; equal && i < phrase.size(); ++i) {
      equal = almost_equal(phrase[i], words[at + i]);
    }
    if (equal) return phrase.size();
  }
  return 0;
}

const Lexicons& lexicons() {
  static const Lexicons all = make_lexicons();
  return all;
}

}  // namespace mta::models
