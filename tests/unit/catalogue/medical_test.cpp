#include "catalogue/medical.h"

#include <array>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mta::catalogue {
namespace {

using Strings = std::vector<std::string_view>;

Complaint of(std::string_view message) { return find_complaint(std::array{message}); }

TEST(Medical, FindsTheFormsOfARootInArabic) {
  for (const std::string_view said :
       {"احترقت بعد الجلسة", "حرقني الليزر", "وجهي محروق", "عم تحرقني بشرتي", "عندي حروق",
        "رجلي توجعني", "وجعتني ايدي", "ظهري موجوع", "بطني بيوجعني"}) {
    EXPECT_EQ(of(said), Complaint::doctor) << said;
  }
}

TEST(Medical, HearsArabiziHoweverItIsSpelt) {
  for (const std::string_view said :
       {"jeldi n7ara2 bel laser", "jeldi nhara2 bel laser", "jelde n7ara2t bil layzer",
        "ejri mwarrameh", "ijri mwarme", "sha3ri 3am youja3ni", "batni byuja3ni"}) {
    EXPECT_NE(of(said), Complaint::none) << said;
  }
}

TEST(Medical, AsksTheSameOfEveryBodyButNotOfADevice) {
  for (const std::string whose : {"my", "her", "his", "my daughter's", "my wife's"}) {
    for (const std::string part : {"arm", "leg", "back", "left cheek"}) {
      for (const std::string what : {"hurts", "is burnt", "is red and itchy", "got blisters"}) {
        std::string said = whose;
        said.append(" ").append(part).append(" ").append(what);
        EXPECT_NE(of(said), Complaint::none) << said;
      }
    }
  }
  for (const std::string_view said :
       {"does the laser hurt?", "does it burn the skin?", "is the HIFU painful for clients?",
        "without pain please", "side effects of the diode laser: burns, blisters?",
        "do my clients get red skin after the CO2 laser?"}) {
    EXPECT_EQ(of(said), Complaint::none) << said;
  }
}

TEST(Medical, TakesFiguresOfSpeechForWhatTheyAre) {
  for (const std::string_view said :
       {"a machine to burn fat", "جهاز لحرق الدهون", "jhez la 7ar2 el dohoun", "your prices hurt",
        "اسعاركم نار", "something for burn scars", "un appareil pour brûler les graisses"}) {
    EXPECT_EQ(of(said), Complaint::none) << said;
  }
}

TEST(Medical, ComposesEmergencies) {
  for (const std::string_view said : {"my tongue is swelling",
                                      "her throat is closing",
                                      "i cant breathe",
                                      "she fainted",
                                      "the bleeding won't stop",
                                      "severe burns on my back",
                                      "chest pain since the session",
                                      "my son swallowed the acid",
                                      "I can't see with my left eye",
                                      "I want to die",
                                      "لساني ورم",
                                      "النزيف ما بيوقف",
                                      "ما عم اقدر اتنفس",
                                      "عيني احترقت بالليزر",
                                      "اغمي عليها",
                                      "بدي موت",
                                      "صدري بيوجعني",
                                      "ma 3am e2der etnaffas",
                                      "lsani mwarram",
                                      "badde mout",
                                      "ma langue est gonflée",
                                      "elle a perdu connaissance"}) {
    EXPECT_EQ(of(said), Complaint::emergency) << said;
  }
}

TEST(Medical, LeavesWhatAClinicAsksInGeneralToTheCatalogue) {
  for (const std::string_view said :
       {"can clients with a pacemaker use the kegel chair?",
        "what if a client faints in the sauna?",
        "does the laser damage the eyes? are goggles included?",
        "we treat patients with melasma, which device?", "هل يسبب الجهاز حروق للزبونات",
        "3ande markaz, fi jhez bala waja3?", "effets secondaires du hifu pour mes patientes ?"}) {
    EXPECT_EQ(of(said), Complaint::none) << said;
  }
}

TEST(Medical, SendsAClinicToADoctorForWhatHasHappenedToOneClient) {
  EXPECT_EQ(of("my client got burned on the arm with the laser today"), Complaint::doctor);
  EXPECT_EQ(of("a customer passed out in our clinic"), Complaint::emergency);
  EXPECT_EQ(of("زبونة اغمي عليها عنا بالعيادة"), Complaint::emergency);
}

TEST(Medical, RemembersWhatTheTurnsBeforeWereAbout) {
  const Strings complaint = {"my cheek is burnt from the laser", "thank you"};
  EXPECT_EQ(find_complaint(complaint), Complaint::none);
  const Strings still = {"my cheek is burnt from the laser", "it is worse now"};
  EXPECT_EQ(find_complaint(still), Complaint::doctor);
  const Strings put = {"ايدي محروقة", "شو بحط عليها"};
  EXPECT_EQ(find_complaint(put), Complaint::doctor);
  const Strings price = {"my cheek is burnt from the laser",
                         "what is the price of the hifu device"};
  EXPECT_EQ(find_complaint(price), Complaint::none);
}

TEST(Medical, TakesNoComplaintFromWhatIsAbsent) {
  for (const std::string_view said :
       {"something for wrinkles without needles and pain", "hair removal with no burns",
        "شد الوجه من دون أي وخز", "lal nadbet bas men gher ebar", "sans douleur ni brûlure"}) {
    EXPECT_EQ(of(said), Complaint::none) << said;
  }
}

TEST(Medical, KnowsMedicinesByTheirEndings) {
  for (const std::string medicine : {"doxycycline", "amoxicillin", "ciprofloxacin", "fluoxetine",
                                     "prednisolone", "ibuprofen", "isotretinoin"}) {
    EXPECT_EQ(of("I take " + medicine + ", can I do laser?"), Complaint::doctor) << medicine;
  }
}

TEST(Medical, LeavesTheTroublesOfMachinesAndShopsToOthers) {
  for (const std::string_view said :
       {"the screen of my diode went black, what do I do", "my supplier burned me with bad parts",
        "I can't see the prices on your page", "I am confused between two devices",
        "is there an emergency stop button on it?", "urgent, I need a quotation"}) {
    EXPECT_EQ(of(said), Complaint::none) << said;
  }
}

TEST(Medical, SendsRelativesAndChildrenToADoctor) {
  for (const std::string_view said :
       {"my mother has parkinson, can she use the muscle chair?", "can my son of 9 do laser?",
        "بنتي عمرها ١٠ سنين بتقدر تعمل ليزر؟", "ommi 3endha pacemaker te9der tg3ed f lkorsi?",
        "ma fille de 12 ans peut-elle faire le laser ?"}) {
    EXPECT_EQ(of(said), Complaint::doctor) << said;
  }
}

TEST(Medical, KnowsDespair) {
  EXPECT_TRUE(is_despair("i want to kill myself"));
  EXPECT_TRUE(is_despair("بدي موت"));
  EXPECT_FALSE(is_despair("my arm hurts"));
}

TEST(Medical, JudgesTheSentencesThatWereWrittenBeforeIt) {
  std::ifstream file(MTA_SOURCE_DIR "/tests/questions/medical.tsv");
  std::size_t read = 0;
  for (std::string line; std::getline(file, line); ++read) {
    const std::string kind = line.substr(0, line.find('\t'));
    const std::string said = line.substr(line.find('\t') + 1);
    const Complaint found = of(said);
    if (kind == "practitioner") {
      EXPECT_EQ(found, Complaint::none) << said;
    } else if (kind == "emergency") {
      EXPECT_EQ(found, Complaint::emergency) << said;
    } else {
      EXPECT_NE(found, Complaint::none) << said;
    }
  }
  EXPECT_GE(read, 200U);
}

TEST(Medical, TakesAnyBytes) {
  EXPECT_EQ(find_complaint({}), Complaint::none);
  for (const std::string_view said : {"", " ", "\xff\xfe", "...", "'", "l'", "????"}) {
    EXPECT_EQ(of(said), Complaint::none);
  }
  EXPECT_EQ(of(std::string(100'000, 'a')), Complaint::none);
}

TEST(Medical, PregnantAndBleedingIsAnEmergencyInThreeWords) {
  for (const std::string_view said :
       {"38 weeks bleeding",
        "30 weeks pregnant and bleeding after a massage with that roller machine",
        "حامل وعندي نزيف من الجهاز", "enceinte et je saigne depuis la machine"}) {
    EXPECT_TRUE(read_health(std::array{said}).is_certain) << said;
  }
  EXPECT_FALSE(
      read_health(std::array{std::string_view("can clients who are pregnant bleed from it?")})
          .is_certain);
}

}  // namespace
}  // namespace mta::catalogue
