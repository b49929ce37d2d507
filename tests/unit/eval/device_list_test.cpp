#include "eval/device_list.h"

#include <gtest/gtest.h>

#include "tests/support/shipped_knowledge.h"

namespace mta::eval {
namespace {

class DeviceListTest : public testing::Test {
 protected:
  std::vector<std::string> named(const std::string& text) const {
    std::vector<std::string> names;
    for (const NamedDevice& one : devices_.named_in(comparable(text))) {
      names.push_back(knowledge_.products[one.product].name);
    }
    return names;
  }

  Knowledge knowledge_ = test::shipped_knowledge();
  DeviceList devices_{knowledge_};
};

using Names = std::vector<std::string>;

TEST_F(DeviceListTest, NamesEveryDeviceByItsOwnNames) {
  for (const Product& product : knowledge_.products) {
    EXPECT_EQ(named("Our " + product.name + "."), Names{product.name});
    EXPECT_EQ(named("لدينا " + product.arabic_name), Names{product.name});
    EXPECT_EQ(knowledge_.products[devices_.find(product.name).value()].name, product.name);
  }
}

TEST_F(DeviceListTest, TakesTheLongerNameAlone) {
  EXPECT_EQ(named("the 9D Inner Ball Roller Body Slimming Machine"),
            Names{"9D Inner Ball Roller Body Slimming Machine"});
  EXPECT_EQ(
      named("Fat Freezing 360° (4 Handles) – Advanced, not the Fat Freezing 360° (4 Handles)"),
      (Names{"Fat Freezing 360° (4 Handles) – Advanced", "Fat Freezing 360° (4 Handles)"}));
}

TEST_F(DeviceListTest, ReadsWhatAModelWrites) {
  EXPECT_EQ(named("**7D HIFU** machines"), Names{"7D HIFU Machine"});
  EXPECT_EQ(named("7d\u200Bhifu machine"), Names{});
  EXPECT_EQ(named("7D HI\u200BFU\u00A0Machine"), Names{"7D HIFU Machine"});
  EXPECT_EQ(named("the glass tube CO2 laser machine"), Names{"Glass Tube CO₂ Laser Machine"});
  EXPECT_EQ(named("a 17D HIFU Machine"), Names{});
  EXPECT_EQ(named("the HIFU"), Names{});
}

TEST_F(DeviceListTest, TellsTheNearestName) {
  EXPECT_EQ(devices_.nearest("7D HIFU Machin"), "7D HIFU Machine");
  EXPECT_EQ(devices_.nearest("hifu"), "7D HIFU Machine");
  EXPECT_EQ(devices_.nearest("EMS Kegal Chair"), "EMS Kegel Chair");
  EXPECT_EQ(devices_.nearest("Picosecond machine"), "Picosecond Tattoo Removal Machine");
  EXPECT_EQ(devices_.nearest("كرسي كيغل EMS"), "كرسي كيجل EMS");
  const Knowledge nothing;
  EXPECT_EQ(DeviceList(nothing).nearest("hifu"), "");
}

}  // namespace
}  // namespace mta::eval
