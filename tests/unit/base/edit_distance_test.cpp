#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace mta {
namespace {

TEST(EditDistance, CountsCharacters) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("prices", "price"), 1U);
  EXPECT_EQ(edit_distance("كرسي", "كرس"), 1U);
  EXPECT_EQ(edit_distance("ab", "ba"), 2U);
}

}  // namespace
}  // namespace mta
