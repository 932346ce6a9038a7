#include "gateway/config/key_file.h"

#include "tests/support/repeatable_random.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::config {
namespace {

using crypto::KeyUse;
using testing::HasSubstr;

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() { random_.fill(secret_.writable()); }

  std::filesystem::path written(KeyUse use) {
    const auto file = folder_.path() / "some.key";
    EXPECT_TRUE(write_key_file(file, crypto::secret_key_text(use, secret_, "", random_)));
    return file;
  }

  std::string refusal(const std::filesystem::path& file, KeyUse use) {
    const auto read = read_key_file(file, use, "");
    const auto* const wrong = std::get_if<base::Diagnostic>(&read);
    return wrong == nullptr ? "" : wrong->message;
  }

  tests::RepeatableRandom random_{9};
  tests::TempFolder folder_;
  crypto::SecretBytes<32> secret_;
};

TEST_F(KeyFileTest, ReadsBackWhatItWrote) {
  const auto read = read_key_file(written(KeyUse::kLog), KeyUse::kLog, "");

  const auto* const key = std::get_if<crypto::SecretBytes<32>>(&read);
  ASSERT_NE(key, nullptr);
  EXPECT_TRUE(std::ranges::equal(key->bytes(), secret_.bytes()));
}

TEST_F(KeyFileTest, RefusesAFileThatOthersCanRead) {
  const auto file = written(KeyUse::kLog);
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0644U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_THAT(refusal(file, KeyUse::kLog), HasSubstr("by others")) << mode;
  }
}

TEST_F(KeyFileTest, RefusesLinksFoldersAndWhatIsMissing) {
  const auto file = written(KeyUse::kLog);
  const auto link = folder_.path() / "link.key";
  std::filesystem::create_symlink(file, link);

  EXPECT_FALSE(refusal(link, KeyUse::kLog).empty());
  EXPECT_FALSE(refusal(folder_.path(), KeyUse::kLog).empty());
  EXPECT_FALSE(refusal(folder_.path() / "none.key", KeyUse::kLog).empty());
}

TEST_F(KeyFileTest, RefusesAKeyOfAnotherUse) {
  EXPECT_THAT(refusal(written(KeyUse::kSigning), KeyUse::kLog), HasSubstr("not a secret key"));
}

TEST_F(KeyFileTest, NeverOverwrites) {
  const auto file = written(KeyUse::kLog);

  EXPECT_FALSE(write_key_file(file, "other"));
  EXPECT_TRUE(refusal(file, KeyUse::kLog).empty());
}

}  // namespace
}  // namespace gateway::config
