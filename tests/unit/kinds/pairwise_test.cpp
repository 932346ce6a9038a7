#include "gateway/kinds/pairwise.h"

#include "gateway/kinds/sections.h"

#include "tests/unit/kinds/example_messages.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

using model::Role;
using model::Section;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::example;
using tests::Json;

Recipient reader_of(std::string_view partner, Role role) {
  return {*model::PartnerName::parse(partner), role};
}

/// Tokens like a client's: another UUID for every identifier and recipient.
class Tokens {
 public:
  explicit Tokens(unsigned recipient) : recipient_(recipient) {}

  TokenOf function() {
    return [this](std::string_view identifier) {
      const auto [token, fresh] = tokens_.emplace(std::string(identifier), "");
      if (fresh) {
        const std::string number = std::to_string(100'000 + tokens_.size());
        token->second =
            "00000000-0000-4000-8000-" + std::to_string(recipient_) + "00000" + number.substr(0, 6);
      }
      return token->second;
    };
  }
  [[nodiscard]] std::map<std::string, std::string> own_by_token() const {
    std::map<std::string, std::string> inverse;
    for (const auto& [own, token] : tokens_) inverse.emplace(token, own);
    return inverse;
  }

 private:
  unsigned recipient_;
  std::map<std::string, std::string> tokens_;
};

TEST(Pairwise, NoIdentifierOfOursIsInTheCopy) {
  Json json = tests::example_json("aftercare_referral/01_kestrel.json");
  json["body"]["needs"]["digital"] = "ask HFJX-26-0101; KESTREL has a phone";
  const Message message = tests::message_of(json.dump());
  Tokens tokens(1);
  const Copy copy = copy_for(message, {reader_of("msvcc-prime", Role::kMsvcc)}, tokens.function());
  const std::string text = to_json(copy.document());
  for (const auto* const own : {"HFJX-26-0101", "KESTREL", "7968563c-ca4c-567c-8331-781d112d2f05",
                                "d4ea480a-6455-5be1-922e-dd89d7c3ab01"}) {
    EXPECT_THAT(text, Not(HasSubstr(own)));
  }
  EXPECT_THAT(*copy.document().text_at("/body/needs/digital"), HasSubstr("has a phone"));
  EXPECT_EQ(*copy.document().text_at("/envelope/caseRef"), tokens.function()("HFJX-26-0101"));
  EXPECT_EQ(*copy.document().text_at("/body/person/pseudonym"),
            *copy.document().text_at("/envelope/subjectPseudonym"));
  EXPECT_EQ(copy.document().find("/envelope/recipients"), nullptr);
}

TEST(Pairwise, TwoRecipientsShareNoIdentifier) {
  const Message message = example("consent_record/01_kestrel.json");
  Tokens first(1);
  Tokens second(2);
  const Copy a = copy_for(message, {reader_of("msvcc-prime", Role::kMsvcc)}, first.function());
  const Copy b = copy_for(message, {reader_of("fro-lanternhouse", Role::kFro)}, second.function());
  EXPECT_FALSE(may_share_envelope(a, b));
  for (const auto* const at : {"/envelope/caseRef", "/envelope/subjectPseudonym",
                               "/envelope/correlationId", "/body/consentId"}) {
    EXPECT_NE(*a.document().text_at(at), *b.document().text_at(at)) << at;
  }
}

TEST(Pairwise, ARequiredActionIsTheReadersOwn) {
  const Message message = example("consent_withdraw/01_kestrel.json");
  Tokens tokens(1);
  const Copy police =
      copy_for(message, {reader_of("pol-northvale", Role::kPolOic)}, tokens.function());
  const auto& required = police.document().list_at("/body/required");
  ASSERT_EQ(required.size(), 1U);
  EXPECT_EQ(*required.front().text_at("/partner"), "pol-northvale");
  EXPECT_EQ(to_json(police.document()).find("STOP_USE"), std::string::npos);
}

TEST(Pairwise, WhatSpeaksOfIntelligenceIsCutFromItsCase) {
  const Message message = example("control_recall/02_kestrel.json");
  Tokens tokens(1);
  const Recipient house = reader_of("msvcc-prime", Role::kMsvcc);
  const Copy kept = copy_for(message, {house}, tokens.function());
  EXPECT_TRUE(kept.document().has("/envelope/caseRef"));
  const Copy cut = copy_for(message, {house, std::nullopt, Thread::kCut}, tokens.function());
  for (const auto* const at :
       {"/envelope/caseRef", "/envelope/subjectPseudonym", "/envelope/correlationId"}) {
    EXPECT_FALSE(cut.document().has(at)) << at;
  }
  EXPECT_TRUE(cut.document().has("/body/targetMessageId"));
}

TEST(Pairwise, TheAuthorTurnsTokensBack) {
  for (const auto& file : tests::example_files()) {
    const Message message = tests::message_of(tests::read_file(file));
    Tokens tokens(7);
    const auto same_role = message.envelope().recipients.front();
    const Copy copy = copy_for(message, {same_role}, tokens.function());
    const Value back = with_own_identifiers(copy.content(), tokens.own_by_token());
    // What the copy kept is what the author wrote.
    for (const auto& [at, value] : tests::places_of(Json::parse(to_json(back)))) {
      if (at.starts_with("/body/required")) continue;  // Others' entries are left out.
      const Value* const original = message.document().find(at);
      ASSERT_NE(original, nullptr) << file << at;
      EXPECT_EQ(*original, *back.find(at)) << file << at;
    }
  }
}

TEST(Pairwise, ARoleThatMayNeverSeeACaseReferenceGetsNoKey) {
  const Message message = example("consent_record/03_heron.json");
  Tokens tokens(3);
  const Copy copy = copy_for(message, {reader_of("nca-mshtu", Role::kNca)}, tokens.function());
  for (const auto* const at : {"/envelope/caseRef", "/envelope/subjectPseudonym",
                               "/envelope/correlationId", "/envelope/inReplyTo"}) {
    EXPECT_EQ(copy.document().find(at), nullptr) << at;
  }
}

TEST(Pairwise, ATokenRoleGetsTheTokenAndNothingElseOfTheGroup) {
  const Message message = example("consent_record/02_kestrel.json");
  Tokens tokens(4);
  const auto reader = reader_of("pol-northvale", Role::kPolOic);
  const Copy copy = copy_for(message, {reader}, tokens.function());
  EXPECT_EQ(*copy.document().text_at("/body/consentId"),
            tokens.function()(*message.document().text_at("/body/consentId")));
  for (const auto* const at : {"/body/purposes", "/body/interpreter", "/body/notes",
                               "/body/evidenceSha256", "/body/namedRecipients"}) {
    EXPECT_EQ(copy.document().find(at), nullptr) << at;
  }
  const View view =
      preview(copy, std::vector{Section::kContent, Section::kConsent, Section::kToken}, reader);
  EXPECT_EQ(*view.document().text_at("/body/interpreter"), kHeldText);
}

TEST(Pairwise, SourceReferencesAreTokensOnlyWhereTheMatrixSaysSo) {
  const Message message = example("intel_report/01_kestrel.json");
  Tokens tokens(5);
  const Copy police =
      copy_for(message, {reader_of("pol-northvale", Role::kPolInt)}, tokens.function());
  const Copy agency =
      copy_for(message, {reader_of("fair-work-agency", Role::kFwa)}, tokens.function());
  EXPECT_EQ(*police.document().text_at("/body/source/ref"), "ISR-04F5479F");
  EXPECT_THAT(*agency.document().text_at("/body/source/ref"), Not(HasSubstr("ISR")));
  EXPECT_EQ(agency.document().find("/body/items/0/provenance"), nullptr);
  EXPECT_FALSE(may_share_envelope(police, agency));
}

TEST(Pairwise, UnitsWithTheSameRightsShareOneEnvelopeOfIntelligence) {
  const Message message = example("intel_report/05_merlin.json");
  Tokens first(1);
  Tokens second(2);
  const Copy a = copy_for(message, {reader_of("pol-eastmere", Role::kPolInt)}, first.function());
  const Copy b = copy_for(message, {reader_of("pol-northvale", Role::kPolInt)}, second.function());
  EXPECT_TRUE(may_share_envelope(a, b));
}

TEST(Pairwise, AnEnvelopeOfItsOwnHasAMessageIdOfItsOwn) {
  const auto id = *model::parse_message_id("00000000-0000-4000-8000-0000000000aa");
  Tokens tokens(1);
  const Copy copy = copy_for(example("intel_ack/01_kestrel.json"),
                             {reader_of("hfj", Role::kHfjInv), id}, tokens.function());
  EXPECT_EQ(*copy.document().text_at("/envelope/messageId"), to_text(id));
}

TEST(Pairwise, APreviewShowsWhatTheReaderWouldSee) {
  const Message message = example("aftercare_referral/01_kestrel.json");
  const auto reader = reader_of("msvcc-prime", Role::kMsvcc);
  Tokens tokens(1);
  const Copy copy = copy_for(message, {reader}, tokens.function());
  const View view = preview(copy, std::vector{Section::kContent, Section::kNeeds}, reader);
  EXPECT_EQ(view.shown(), (std::vector{Section::kContent, Section::kNeeds}));
  EXPECT_EQ(*view.document().text_at("/body/needs/language"), "Polish");
  EXPECT_EQ(view.document().find("/body/health"), nullptr);
  EXPECT_EQ(view.document().find("/body/needs/dependants"), nullptr);
  EXPECT_EQ(*view.document().text_at("/envelope/recipients/0/role"), "MSVCC");
}

}  // namespace
}  // namespace gateway::kinds
