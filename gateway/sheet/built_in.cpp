#include "gateway/base/check.h"
#include "gateway/sheet/catalogue.h"

#include <algorithm>

namespace gateway::sheet {
namespace {

struct File {
  std::string_view name;
  std::string_view text;
};

constexpr File kFiles[] = {
#include "embedded_files.inc"
};

std::map<std::string, Catalogue, std::less<>> load() {
  std::map<std::string, Catalogue, std::less<>> catalogues;
  for (const File& file : kFiles) {
    auto parsed = Catalogue::parse(file.text, std::string(file.name));
    const auto* const catalogue = std::get_if<Catalogue>(&parsed);
    base::check(catalogue != nullptr, "a built-in catalogue loads; a test reads every one");
    catalogues.emplace(catalogue->code(), *catalogue);
  }
  return catalogues;
}

const std::map<std::string, Catalogue, std::less<>>& all() {
  static const std::map<std::string, Catalogue, std::less<>> kAll = load();
  return kAll;
}

}  // namespace

std::vector<std::string> languages() {
  std::vector<std::string> codes;
  for (const auto& [code, catalogue] : all()) codes.push_back(code);
  std::stable_partition(codes.begin(), codes.end(),
                        [](const std::string& code) { return code == "en"; });
  return codes;
}

const Catalogue* built_in(std::string_view code) {
  const auto found = all().find(code);
  return found == all().end() ? nullptr : &found->second;
}

}  // namespace gateway::sheet
