#include "gateway/bundle/manifest.h"

#include "gateway/note/signed_note.h"

#include "tests/unit/bundle/golden.h"

#include <gtest/gtest.h>

namespace gateway::bundle {
namespace {

std::string golden_text() {
  const Files files = golden("sender.zip");
  return note::parse_note(base::text_of(files.at("MANIFEST")), kMaxManifest)->text;
}

TEST(ManifestTest, IsWrittenAsItWasRead) {
  const std::string text = golden_text();
  const auto manifest = parse_manifest(text);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(to_text(*manifest), text);
  EXPECT_EQ(signer_name(*manifest), "hfj/aftercare");
  EXPECT_EQ(manifest->as, MakerRole::kSender);
  EXPECT_TRUE(manifest->sender_file);
  EXPECT_EQ(manifest->files, list_files(golden("sender.zip")));
}

TEST(ManifestTest, HasOneFormOnly) {
  const std::string good = golden_text();
  EXPECT_FALSE(parse_manifest(""));
  EXPECT_FALSE(parse_manifest(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(parse_manifest(good + "\n"));
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return parse_manifest(text);
  };
  EXPECT_FALSE(changed("/v1", "/v2"));
  EXPECT_FALSE(changed("maker ", "maker 0"));
  EXPECT_FALSE(changed("as sender", "as judge"));
  EXPECT_FALSE(changed("export none", "export "));
  EXPECT_FALSE(changed("export none", "export everything"));
  EXPECT_TRUE(changed("export none", "export court"));
  EXPECT_FALSE(changed("message/head", "message/hand"));
  EXPECT_FALSE(changed("message/head", "../etc/head"));
  EXPECT_FALSE(changed("proofs/0001", "proofs/0000"));
  EXPECT_FALSE(changed("proofs/0002", "proofs/0003")) << "twice";
  EXPECT_FALSE(changed("README.txt", "MANIFEST"));
  EXPECT_FALSE(changed("file ", "file  "));
  EXPECT_FALSE(changed("Z\n", "z\n"));
}

TEST(ManifestTest, NamesThatABundleHasAreRecognisedAndNoOthers) {
  for (const ListedFile& file : list_files(golden("recipient.zip"))) {
    const FileName parsed = parse_name(file.name);
    ASSERT_NE(parsed.part, Part::kUnknown) << file.name;
    EXPECT_EQ(name_of(parsed.part, parsed.number), file.name);
  }
  for (const char* name : {"", "/MANIFEST", "manifest", "message/row-1", "message/row-001",
                           "message/row-+1", "message/row-0x", "trust/root-1.note",
                           "message/../MANIFEST", "cover.txt/", "proofs/0001.tlog-proof "}) {
    EXPECT_EQ(parse_name(name).part, Part::kUnknown) << name;
  }
}

}  // namespace
}  // namespace gateway::bundle
