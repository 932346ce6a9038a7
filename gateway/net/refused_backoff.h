#pragma once

#include "gateway/base/time.h"
#include "gateway/crypto/random.h"

namespace gateway::net {

/// How long to wait before dialling again after the gateway refused our key: 1 s doubling to 60 s,
/// each time a random part between half and all of it, so that many clients do not return at once.
class RefusedBackoff {
 public:
  static constexpr base::Millis kFirst{1'000};
  static constexpr base::Millis kLongest{60'000};

  /// The wait before the next attempt.
  base::Millis next(crypto::Random& random);
  /// The gateway let us in: start from the beginning next time.
  void reset() { ceiling_ = kFirst; }

 private:
  base::Millis ceiling_ = kFirst;
};

}  // namespace gateway::net
