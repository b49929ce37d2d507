#include "base/private_file.h"

#include <filesystem>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace mta {
namespace {

namespace fs = std::filesystem;

class PrivateFileTest : public testing::Test {
 protected:
  std::string file(const std::string& name, ::mode_t mode) {
    const std::string path = folder_.write(name, "secret text\n");
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  std::string outcome(const std::string& path, const std::string& credentials = {}) {
    const auto text = read_secret_file(path, credentials);
    return text ? *text : text.error();
  }

  test::TemporaryFolder folder_;
};

constexpr std::string_view read = "secret text\n";

TEST_F(PrivateFileTest, WhatOnlyItsOwnerCanReadIsRead) {
  EXPECT_EQ(outcome(file("a", 0600)), read);
  EXPECT_EQ(outcome(file("b", 0400)), read);
  EXPECT_EQ(outcome(file("c", 0700)), read);
}

TEST_F(PrivateFileTest, WhatOthersCanChangeIsRefusedWithWhatToDo) {
  for (const ::mode_t mode : {0620, 0602, 0666, 0660}) {
    const std::string path = file("changed" + std::to_string(mode), mode);
    EXPECT_TRUE(outcome(path).starts_with("the file " + path + " can be changed by other users"));
    EXPECT_TRUE(outcome(path).ends_with("; run: chmod 600 " + path)) << outcome(path);
    EXPECT_FALSE(outcome(path, folder_.file("")).contains("secret")) << "not even systemd's";
  }
}

TEST_F(PrivateFileTest, WhatEverybodyCanReadIsRefusedWithWhatToDo) {
  const std::string path = file("open", 0644);
  EXPECT_EQ(outcome(path),
            "the file " + path + " can be read by other users (mode 0644); run: chmod 600 " + path);
}

TEST_F(PrivateFileTest, AGroupMayReadWhatRootOwns) {
  const std::string path = file("group", 0640);
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can give files to root";
  EXPECT_EQ(outcome(path), read);
  ASSERT_EQ(::chown(path.c_str(), 12345, 0), 0);
  EXPECT_TRUE(outcome(path).contains("can be read by other users (mode 0640)"));
}

TEST_F(PrivateFileTest, SystemdsCredentialsHavePermissionsOfTheirOwn) {
  fs::create_directories(folder_.file("credentials"));
  const std::string path = file("credentials/key", 0444);
  EXPECT_EQ(outcome(path, folder_.file("credentials")), read);
  EXPECT_EQ(outcome(path, folder_.file("credentials/")), read);
  fs::create_directories(folder_.file("credentials2"));
  EXPECT_TRUE(outcome(path, folder_.file("credentials2")).contains("can be read"));
  EXPECT_TRUE(outcome(path, "").contains("can be read"));
  const std::string outside = file("outside", 0444);
  fs::create_symlink(outside, folder_.file("credentials/link"));
  EXPECT_TRUE(outcome(folder_.file("credentials/link"), folder_.file("credentials"))
                  .contains("can be read"))
      << "the link's target is elsewhere";
}

/// name -> ..data/name, ..data -> ..2026_11_29_12_00_00.123456789, as the kubelet makes them.
TEST_F(PrivateFileTest, SecretsOfKubernetesWork) {
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can make files of root";
  const std::string volume = "..2026_11_29_12_00_00.123456789";
  fs::create_directories(folder_.file(volume));
  const std::string target = file(volume + "/key", 0644);
  fs::create_symlink(volume, folder_.file("..data"));
  fs::create_symlink("..data/key", folder_.file("key"));
  EXPECT_EQ(outcome(folder_.file("key")), read);
  ASSERT_EQ(::chmod(target.c_str(), 0664), 0);
  EXPECT_TRUE(outcome(folder_.file("key")).contains("can be changed"));
  ASSERT_EQ(::chmod(target.c_str(), 0644), 0);
  ASSERT_EQ(::chown(target.c_str(), 12345, 0), 0);
  EXPECT_TRUE(outcome(folder_.file("key")).contains("can be read")) << "not the kubelet's";
}

/// A pod with `fsGroup` that starts a second time finds its own files like this.
TEST_F(PrivateFileTest, TheGroupToWhichAVolumeIsGivenMayChangeItsFiles) {
  fs::create_directories(folder_.file("volume"));
  const std::string path = file("volume/secret", 0660);
  EXPECT_TRUE(outcome(path).contains("can be changed")) << "the folder is not the group's";
  ASSERT_EQ(::chmod(folder_.file("volume").c_str(), 02770), 0);
  EXPECT_EQ(outcome(path), read);
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(outcome(path), read);
  for (const ::mode_t mode : {0662, 0664}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_TRUE(outcome(path).contains(" by other users")) << "everybody is no group";
  }
  fs::create_symlink(file("elsewhere", 0660), folder_.file("volume/link"));
  EXPECT_TRUE(outcome(folder_.file("volume/link")).contains("can be changed"));
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can give files to any group";
  ASSERT_EQ(::chmod(path.c_str(), 0660), 0);
  ASSERT_EQ(::chown(path.c_str(), 0, 12345), 0);
  EXPECT_TRUE(outcome(path).contains("can be changed")) << "not the folder's group";
  ASSERT_EQ(::chown(folder_.file("volume").c_str(), 0, 12345), 0);
  ASSERT_EQ(::chmod(folder_.file("volume").c_str(), 02770), 0);
  EXPECT_TRUE(outcome(path).contains("can be changed")) << "a group of others";
}

TEST_F(PrivateFileTest, WhatRootOwnsOnAReadOnlyMountIsRead) {
  fs::create_directories(folder_.file("mounted"));
  const std::string path = file("mounted/key", 0644);
  const std::string mounted = folder_.file("mounted");
  const auto mount = [&](unsigned long flags) {
    return ::mount(mounted.c_str(), mounted.c_str(), nullptr, flags, nullptr) == 0;
  };
  if (!mount(MS_BIND)) GTEST_SKIP() << "SKIPPED: nothing can be mounted here";
  const bool is_read_only = mount(MS_REMOUNT | MS_BIND | MS_RDONLY);
  const std::string of_root = outcome(path);
  EXPECT_TRUE(mount(MS_REMOUNT | MS_BIND));
  EXPECT_TRUE(outcome(path).contains("can be read")) << "not read-only any more";
  ASSERT_EQ(::chown(path.c_str(), 12345, 0), 0);
  mount(MS_REMOUNT | MS_BIND | MS_RDONLY);
  const std::string of_another = outcome(path);
  ::umount(mounted.c_str());
  EXPECT_TRUE(is_read_only);
  EXPECT_EQ(of_root, read);
  EXPECT_TRUE(of_another.contains("can be read by other users"));
}

TEST_F(PrivateFileTest, WhatIsNoFileOfAUserIsRead) {
  EXPECT_EQ(outcome("/dev/null"), "") << "a device";
  EXPECT_TRUE(
      outcome(folder_.file("none")).ends_with(" cannot be read: No such file or directory"));
  EXPECT_TRUE(outcome(folder_.file("")).ends_with(" cannot be read: Is a directory"));
  EXPECT_TRUE(outcome("/dev/zero").ends_with(" is too large for a secret"));
}

TEST_F(PrivateFileTest, IsMadeForItsOwnerAloneAndNeverThroughALink) {
  const std::string path = folder_.file("new");
  ASSERT_TRUE(create_private_file(path, "text"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(create_private_file(path, "other")) << "it is there";
  EXPECT_EQ(outcome(path), "text");
  fs::create_symlink(folder_.file("target"), folder_.file("link"));
  EXPECT_FALSE(create_private_file(folder_.file("link"), "text"));
  EXPECT_FALSE(fs::exists(folder_.file("target")));
}

}  // namespace
}  // namespace mta
