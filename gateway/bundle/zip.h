#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/bundle/layout.h"

namespace gateway::bundle {

/// The files as one zip that every tool opens: stored, in the one form of FORMAT.md, so the same
/// files are always the same bytes.
base::Bytes to_zip(const Files& files);

/// Accepts exactly what to_zip gives, so that no other tool can see other files in it. kTooLarge
/// over kMaxBundle or kMaxFiles.
base::Result<Files> from_zip(base::ByteView bytes);

}  // namespace gateway::bundle
