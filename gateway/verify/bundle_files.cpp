#include "gateway/verify/bundle_files.h"

#include "gateway/base/bytes.h"
#include "gateway/bundle/zip.h"
#include "gateway/verify/folder.h"

#include <cstddef>
#include <system_error>
#include <utility>

namespace gateway::verify {
namespace {

using base::ErrorCode;
using base::fail;
using std::filesystem::path;

base::Result<bundle::Files> read_folder(const path& folder) {
  bundle::Files files;
  std::size_t size = 0;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator entries(folder, failed);
  for (; !failed && entries != std::filesystem::recursive_directory_iterator();
       entries.increment(failed)) {
    const auto type = entries->symlink_status(failed).type();
    if (type == std::filesystem::file_type::directory) continue;
    if (type != std::filesystem::file_type::regular) {
      return fail(ErrorCode::kMalformed, "the folder holds something that is no file");
    }
    if (files.size() == bundle::kMaxFiles) {
      return fail(ErrorCode::kTooLarge, "the folder has too many files");
    }
    auto bytes = read_whole(entries->path(), bundle::kMaxBundle - size);
    if (!bytes) return fail(ErrorCode::kTooLarge, "a file is too large or cannot be read");
    size += bytes->size();
    files.emplace(entries->path().lexically_relative(folder).generic_string(), *std::move(bytes));
  }
  if (failed) return fail(ErrorCode::kUnavailable, "the folder cannot be read");
  return files;
}

}  // namespace

base::Result<bundle::Files> read_bundle(const path& what) {
  std::error_code failed;
  if (std::filesystem::is_directory(what, failed)) return read_folder(what);
  const auto bytes = read_whole(what, bundle::kMaxBundle);
  if (!bytes) return fail(ErrorCode::kTooLarge, "the zip is too large or cannot be read");
  return bundle::from_zip(*bytes);
}

}  // namespace gateway::verify
