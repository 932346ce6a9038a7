#include "gateway/kinds/value.h"

#include <gtest/gtest.h>

namespace gateway::kinds {
namespace {

Value sample() {
  Value::List list;
  list.emplace_back(std::string("first"));
  list.emplace_back();
  return Value(Value::Object{{"list", Value(std::move(list))}, {"a/b~c", Value(true)}});
}

TEST(Value, FollowsPointersThroughObjectsAndLists) {
  const Value value = sample();
  EXPECT_EQ(*value.text_at("/list/0"), "first");
  EXPECT_NE(value.find("/list/1"), nullptr);
  EXPECT_FALSE(value.has("/list/1"));
  for (const auto* const nowhere :
       {"/list/2", "/list/x", "/list/-1", "/list/0/0", "/none", "/list/"}) {
    EXPECT_EQ(value.find(nowhere), nullptr) << nowhere;
  }
  EXPECT_EQ(value.find(""), &value);
  EXPECT_EQ(value.list_at("/list").size(), 2U);
  EXPECT_TRUE(value.list_at("/none").empty());
}

TEST(Value, PointersAreEscaped) {
  EXPECT_EQ(child_pointer("/x", "a/b~c"), "/x/a~1b~0c");
  EXPECT_EQ(child_pointer("", 7), "/7");
}

TEST(Value, NullAndMissingAndOtherTypesDiffer) {
  EXPECT_EQ(Value(), Value());
  EXPECT_NE(Value(), Value(false));
  EXPECT_NE(Value(std::int64_t{1}), Value(true));
  EXPECT_NE(Value(Value::Object()), Value(Value::List()));
  EXPECT_EQ(sample(), sample());
}

}  // namespace
}  // namespace gateway::kinds
