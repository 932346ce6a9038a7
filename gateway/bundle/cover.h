#pragma once

#include "gateway/bundle/story.h"
#include "gateway/page/document.h"

#include <string>
#include <string_view>

namespace gateway::bundle {

/// The story in plain words, as FORMAT.md words it. `story` has a directory and a message.
page::Document cover_of(const Story& story);

/// README.txt of every bundle of this version.
std::string_view readme();

}  // namespace gateway::bundle
