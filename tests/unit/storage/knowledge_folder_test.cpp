#include "storage/knowledge_folder.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/support/run_task.h"
#include "tests/support/temporary_folder.h"

namespace mta::storage {
namespace {

namespace fs = std::filesystem;

constexpr Timestamp now{std::chrono::hours(1000)};

class KnowledgeFolderTest : public testing::Test {
 protected:
  int publish(const KnowledgeTexts& texts) {
    return test::run(versions_->publish(texts, now)).value();
  }
  std::vector<KnowledgeVersion> list() { return test::run(versions_->list()).value(); }
  std::string in_folder(const std::string& name) {
    return read_file(folder_ / name).value_or("none");
  }
  void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  fs::path history() { return temporary_.file("knowledge-history"); }
  fs::path version_folder(const std::string& number) {
    for (const auto& entry : fs::directory_iterator(history())) {
      if (entry.path().filename().string().starts_with(number + "_")) return entry.path();
    }
    return {};
  }

  const test::TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.file("knowledge");
  const std::vector<std::string> names_ = {"a.csv", "b.md", "c.md"};
  std::unique_ptr<KnowledgeVersions> versions_ = open_knowledge_folder(folder_, names_);
};

const KnowledgeTexts first = {{"a.csv", "1"}, {"b.md", "one"}, {"c.md", "more"}};
const KnowledgeTexts second = {{"a.csv", "2"}, {"b.md", "two"}};

TEST(KnowledgeDigest, IsTheSameForTheSameFilesAlone) {
  EXPECT_EQ(digest_of(first), digest_of(KnowledgeTexts(first)));
  EXPECT_EQ(digest_of(first).size(), 12U);
  EXPECT_NE(digest_of(first), digest_of(second));
  EXPECT_NE(digest_of({{"a", "bc"}}), digest_of({{"ab", "c"}}));
  EXPECT_NE(digest_of({{"a", ""}, {"b", ""}}), digest_of({{"a", "b\n0\n"}}));
}

TEST_F(KnowledgeFolderTest, PutsTheFilesInTheFolderAndKeepsEachVersionOnce) {
  EXPECT_EQ(publish(first), 1);
  EXPECT_EQ(publish(second), 2);
  EXPECT_EQ(in_folder("a.csv"), "2");
  EXPECT_EQ(in_folder("c.md"), "none") << "the version has no such file";
  EXPECT_EQ(publish(first), 1);
  EXPECT_EQ(in_folder("c.md"), "more");
  const auto versions = list();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_TRUE(versions[0].is_current);
  EXPECT_FALSE(versions[1].is_current);
  EXPECT_EQ(versions[1].digest, digest_of(second));
  EXPECT_EQ(versions[1].published_at, now);
  EXPECT_EQ(test::run(versions_->read(2)).value(), second);
  EXPECT_EQ(test::run(versions_->read_current()).value(), first);
  EXPECT_EQ(test::run(versions_->read(3)).error().kind, ErrorKind::bad_request);
}

TEST_F(KnowledgeFolderTest, WhatWasInTheFolderBeforeIsKept) {
  fs::create_directory(folder_);
  write(folder_ / "a.csv", "by hand");
  write(folder_ / "other.txt", "mine");
  EXPECT_EQ(test::run(versions_->current()).value(), 0);
  EXPECT_EQ(publish(first), 2);
  EXPECT_EQ(test::run(versions_->read(1)).value(), (KnowledgeTexts{{"a.csv", "by hand"}}));
  EXPECT_EQ(in_folder("other.txt"), "mine");
}

TEST_F(KnowledgeFolderTest, AFileKeepsItsMode) {
  fs::create_directory(folder_);
  write(folder_ / "a.csv", "0");
  fs::permissions(folder_ / "a.csv", fs::perms(0640));
  publish(first);
  EXPECT_EQ(fs::status(folder_ / "a.csv").permissions(), fs::perms(0640));
}

TEST_F(KnowledgeFolderTest, WhereverAPublishingIsCutOffTheNewVersionIsReadWholeAndThenFinished) {
  publish(first);
  publish(second);
  for (std::size_t done = 0; done <= names_.size(); ++done) {
    publish(first);
    for (std::size_t i = 0; i < done; ++i) {
      const auto text = second.find(names_[i]);
      if (text == second.end()) {
        fs::remove(folder_ / names_[i]);
      } else {
        write(folder_ / names_[i], text->second);
      }
    }
    write(folder_ / ".b.md.new", "tw");  // a temporary file is left
    write(history() / "publishing", version_folder("2").filename().string());
    {
      const KnowledgeFolderReading reading(folder_);
      EXPECT_EQ(reading.place(), version_folder("2"));
    }
    EXPECT_EQ(test::run(versions_->read_current()).value(), second);
    EXPECT_TRUE(finish_publishing(folder_, names_, now).value());
    EXPECT_EQ(in_folder("a.csv"), "2");
    EXPECT_EQ(in_folder("c.md"), "none");
    EXPECT_FALSE(finish_publishing(folder_, names_, now).value());
    EXPECT_EQ(KnowledgeFolderReading(folder_).place(), folder_);
    EXPECT_EQ(list().size(), 2U) << "nothing was somebody's own";
  }
}

TEST_F(KnowledgeFolderTest, WhatIsOfNoVersionIsKeptBeforeAPublishingIsFinished) {
  publish(first);
  publish(second);
  write(history() / "publishing", version_folder("2").filename().string());
  write(folder_ / "b.md", "edited by hand");
  EXPECT_TRUE(finish_publishing(folder_, names_, now).value());
  EXPECT_EQ(in_folder("b.md"), "two");
  EXPECT_EQ(test::run(versions_->read(3)).value(),
            (KnowledgeTexts{{"a.csv", "2"}, {"b.md", "edited by hand"}}));
}

TEST_F(KnowledgeFolderTest, APublishingThatWasCutOffBeforeItsNoteHasDoneNothing) {
  publish(first);
  fs::create_directory(history() / ".draft");
  write(history() / ".draft/a.csv", "9");
  EXPECT_EQ(test::run(versions_->read_current()).value(), first);
  EXPECT_EQ(publish(second), 2);
}

TEST_F(KnowledgeFolderTest, ANoteOfAVersionThatIsGoneIsDropped) {
  publish(first);
  write(history() / "publishing", "9_2026-12-01T00.00.00Z_0123456789ab");
  EXPECT_EQ(KnowledgeFolderReading(folder_).place(), folder_);
  EXPECT_TRUE(finish_publishing(folder_, names_, now).has_value());
  EXPECT_FALSE(fs::exists(history() / "publishing"));
}

TEST_F(KnowledgeFolderTest, TheLast50VersionsAreKept) {
  for (int version = 1; version <= 60; ++version) {
    EXPECT_EQ(publish({{"a.csv", std::to_string(version)}}), version);
  }
  const auto versions = list();
  ASSERT_EQ(versions.size(), 50U);
  EXPECT_EQ(versions.front().number, 11);
}

TEST_F(KnowledgeFolderTest, WithoutAHistoryTheFolderIsRead) {
  EXPECT_EQ(KnowledgeFolderReading(folder_ / "").place(), folder_ / "");
  EXPECT_FALSE(finish_publishing(folder_, names_, now).value());
  EXPECT_FALSE(fs::exists(history()));
  EXPECT_TRUE(list().empty());
}

TEST_F(KnowledgeFolderTest, ASlashBehindTheFolderMakesNoDifference) {
  publish(first);
  const auto same = open_knowledge_folder(folder_ / "", names_);
  EXPECT_EQ(test::run(same->list()).value().size(), 1U);
}

}  // namespace
}  // namespace mta::storage
