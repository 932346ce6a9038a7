#pragma once

#include "gateway/policy/condition.h"
#include "gateway/policy/fact.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/words.h"

#include <string>

// The language in the words of the people it is about. Each fact is a noun phrase that fits behind
// "needs", "rests on" and "with".

namespace gateway::policy {

/// "a named person's recorded override", "that the person is known to be an adult"
std::string in_words(const Fact& fact);

/// What has to be for the condition to be `wanted` (kYes or kNo): "a consent of the person for
/// HEALTH that names this recipient or a named person's recorded override".
std::string in_words(const Condition& condition, Answer wanted = Answer::kYes);

/// "keep G0, R3; no onward; report back within 1 day"; "" for no promise.
std::string in_words(const Obligations& promises);

}  // namespace gateway::policy
