#include "gateway/policy/access.h"

#include "gateway/policy/print.h"
#include "gateway/policy/wording.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

std::string shown(const PolicySet& set, const std::vector<Access>& all) {
  std::string text;
  for (const Access& access : all) {
    text += std::string(to_text(access.kind)) + " [" + std::string(to_text(access.section)) + "] " +
            to_text(access.from) + " -> " + to_text(access.to) + " " +
            std::string(set.name_of(access.permit));
    for (const Guard& guard : access.guards) {
      text += " !" + std::string(set.name_of(guard.forbid));
      if (guard.only_from) text += " from " + to_text(*guard.only_from);
      if (guard.only_to) text += " to " + to_text(*guard.only_to);
    }
    text += "\n";
  }
  return text;
}

TEST(AccessTest, ListsWhatEachPermitGivesToWhom) {
  const PolicySet set =
      set_of({"permit p hfj/aftercare, role FRO to share intel.ack, alert.risk [content, risk] "
              "with role LA "
              "for any purpose\n"});

  EXPECT_EQ(shown(set, accesses(set)),
            "intel.ack [content] hfj/aftercare -> role LA p\n"
            "intel.ack [content] role FRO -> role LA p\n"
            "intel.ack [risk] hfj/aftercare -> role LA p\n"
            "intel.ack [risk] role FRO -> role LA p\n"
            "alert.risk [content] hfj/aftercare -> role LA p\n"
            "alert.risk [content] role FRO -> role LA p\n"
            "alert.risk [risk] hfj/aftercare -> role LA p\n"
            "alert.risk [risk] role FRO -> role LA p\n");
}

TEST(AccessTest, AForbidForEverybodyAndForEverTakesAwayAnyOtherOneStandsBeside) {
  const std::string permit =
      "permit p role FRO to share intel.ack [content] with role LA for any purpose\n";
  struct Row {
    std::string forbid;
    std::string left;
  };
  const std::string access = "intel.ack [content] role FRO -> role LA p";
  const std::vector<Row> table = {
      {"forbid f anyone to share * * with anyone\n", ""},
      {"forbid f role FRO to share * * with role LA, POL_INT\n", ""},
      {"forbid f anyone to share * * with anyone unless override\n", access + " !f\n"},
      {"forbid f anyone to share * * with anyone for STATISTICS\n", access + " !f\n"},
      {"forbid f anyone to share * [risk] with anyone\n", access + "\n"},
      {"forbid f anyone to share * * with role POL_INT\n", access + "\n"},
      {"forbid f anyone to share * * with lambeth\n", access + " !f to lambeth\n"},
      {"forbid f lambeth/x to share * * with anyone\n", access + " !f from lambeth/x\n"},
      // A unit may hold both roles when it sends, never when it receives.
      {"forbid f role NCA to share * * with anyone\n", access + " !f from role NCA\n"},
  };
  for (const Row& row : table) {
    const PolicySet set = set_of({permit + row.forbid});
    EXPECT_EQ(shown(set, accesses(set)), row.left) << row.forbid;
  }
}

TEST(AccessTest, ATextOfAPartnersOwnOffersForItself) {
  const PolicySet set =
      set_of({"permit p anyone to share intel.ack [content] with anyone for any purpose\n",
              "policy of pol-north version 1\n"
              "permit q pol-north to share intel.ack [content] with hfj for any purpose\n"});

  EXPECT_EQ(shown(set, offers(set, partner("pol-north"))),
            "intel.ack [content] pol-north -> hfj q\n");
  EXPECT_EQ(offers(set, partner("nobody")).size(), 0U);
}

TEST(AccessTest, APartyCoversAnotherAndMayMeanSomebody) {
  const Party anyone{Anyone{}, {}};
  const Party role{model::Role::kLa, {}};
  const Party whole{partner("hfj"), {}};
  const Party desk{PartnerUnit{partner("hfj"), unit("legal")}, {}};
  const Who legal{partner("hfj"), unit("legal"), {model::Role::kHfjLegal}};
  const Who some_council{{}, {}, {model::Role::kLa}};

  EXPECT_TRUE(covers(anyone, desk));
  EXPECT_TRUE(covers(whole, desk));
  EXPECT_FALSE(covers(desk, whole));
  EXPECT_FALSE(covers(role, whole));
  EXPECT_TRUE(may_mean(anyone, legal));
  EXPECT_TRUE(may_mean(whole, legal));
  EXPECT_TRUE(may_mean(desk, legal));
  EXPECT_FALSE(may_mean(role, legal));
  EXPECT_TRUE(may_mean(role, some_council));
  EXPECT_TRUE(may_mean(desk, some_council));
}

TEST(WordingTest, SaysConditionsAndPromisesToPeople) {
  const PolicySet set = set_of(
      {"permit p hfj to share intel.ack * with hfj for any purpose when (consent covers HEALTH or "
       "override) and not (subject is child or urgency is FLASH) keep G0, R3 no onward report back "
       "within 1 day\n"});
  const Rule& rule = *set.rule(RuleId{1});

  EXPECT_EQ(in_words(*rule.when),
            "(a consent of the person for HEALTH that names this recipient or a named person's "
            "recorded override) and (that the person is known to be an adult and another urgency "
            "than FLASH)");
  EXPECT_EQ(in_words(*rule.when, Answer::kNo),
            "(that no consent for HEALTH names this recipient and that no override is recorded) or "
            "(that the person is a child or the urgency FLASH)");
  EXPECT_EQ(in_words(rule.obligations), "keep G0, R3; no onward; report back within 1 day");
  EXPECT_EQ(in_words(Obligations{}), "");
}

}  // namespace
}  // namespace gateway::policy
