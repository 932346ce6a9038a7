#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/page/document.h"

namespace gateway::pdf {

/// The document on A4 pages, as a PDF that says it was made at `made`. The same document and time
/// give the same bytes on the same machine; fonts differ between machines. kUnavailable when it
/// cannot be drawn.
base::Result<base::Bytes> print(const page::Document& document, base::Time made);

}  // namespace gateway::pdf
