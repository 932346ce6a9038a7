#include "gateway/kinds/message.h"

#include <nlohmann/json.hpp>

namespace gateway::kinds {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Value& value) {
  if (const auto* const flag = value.as_bool(); flag != nullptr) return *flag;
  if (const auto* const number = value.as_integer(); number != nullptr) return *number;
  if (const auto* const text = value.as_text(); text != nullptr) return *text;
  if (const auto* const list = value.as_list(); list != nullptr) {
    Json json = Json::array();
    for (const Value& item : *list) json.push_back(json_of(item));
    return json;
  }
  if (const auto* const object = value.as_object(); object != nullptr) {
    Json json = Json::object();
    // The keys of a Value are distinct; emplacing would search for each of them.
    for (const auto& [key, member] : *object) json.push_back({key, json_of(member)});
    return json;
  }
  return nullptr;
}

}  // namespace

std::string to_json(const Value& document) {
  // Texts were checked when they came in; what is not UTF-8 all the same must not end the program.
  return json_of(document).dump(1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const Message& message) { return to_json(message.document()); }

}  // namespace gateway::kinds
