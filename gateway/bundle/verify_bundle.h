#pragma once

#include "gateway/base/bytes.h"
#include "gateway/bundle/findings.h"
#include "gateway/bundle/layout.h"
#include "gateway/bundle/story.h"

#include <optional>

namespace gateway::bundle {

struct VerifyOptions {
  /// Hash of the first root note, known some other way. Without it nothing passes: whoever makes a
  /// bundle can also make trustees.
  std::optional<base::Digest> root;
};

struct Report {
  Outcome verdict = Outcome::kFail;
  Findings findings;  ///< All that was checked and all that is wrong, in the order of FORMAT.md.
  /// What could be read up to where the checks ended. Says nothing by itself: ask the verdict.
  Story story;
};

/// Checks everything FORMAT.md lists. Takes any files from anybody.
Report verify_bundle(const Files& files, const VerifyOptions& options);

}  // namespace gateway::bundle
