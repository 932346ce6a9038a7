#pragma once

#include "gateway/policy/decide.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace gateway::tests {

/// Makes policies and questions about them in a world so small that rules meet often: four partners
/// and a stranger, all clauses and conditions of the language, dates at whose edges the questions
/// stand, and facts that are unknown or that no version knows. `below(n)` gives a number in
/// [0, n); whoever repeats its answers gets the same world again.
class RandomPolicy {
 public:
  explicit RandomPolicy(std::function<std::size_t(std::size_t)> below);

  /// One of each statement, "\n" at its end. Names count upwards.
  std::string permit();
  std::string forbid();
  std::string agreement(const std::string& partner);

  /// Texts that load together: the NGO's in one or two files, and those of partners who wrote one.
  std::vector<std::string> texts();

  policy::ShareFacts facts();

 private:
  std::string pick(const std::vector<std::string>& list) { return list.at(below_(list.size())); }
  bool one_in(std::size_t n) { return below_(n) == 0; }
  std::string list_of(const std::vector<std::string>& words, std::size_t most);
  std::string share();
  std::string condition(std::size_t depth);
  std::string question();
  std::string dates();
  std::string rules(std::size_t most_permits, std::size_t most_forbids);
  policy::Answer answer();

  std::function<std::size_t(std::size_t)> below_;
  std::size_t names_ = 0;
};

}  // namespace gateway::tests
