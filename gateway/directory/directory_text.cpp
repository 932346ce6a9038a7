#include "gateway/directory/directory_text.h"

#include "gateway/directory/directory.h"
#include "gateway/directory/entry_text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using crypto::KeyUse;

constexpr std::string_view kDirectoryFirstLine = "safeconduct-directory/v1";
constexpr std::size_t kMaxAgreementSize = 64;

void write_scope(LineWriter& writer, std::string_view word, const Scope& scope) {
  writer.line(word);
  if (scope.everything) {
    writer.field("*");
    return;
  }
  writer.list({scope.words.begin(), scope.words.end()});
}

void write_sends(LineWriter& writer, KindScope sends) {
  writer.line("sends");
  if (sends.everything) {
    writer.field("*");
    return;
  }
  std::ranges::sort(sends.kinds);
  std::vector<std::string_view> words;
  for (const model::Kind kind : sends.kinds) words.push_back(model::to_text(kind));
  writer.list(words);
}

void write(LineWriter& writer, const Unit& unit) {
  writer.line("unit").field(unit.name);
  write_roles(writer, unit.roles);
  write_scope(writer, "areas", unit.areas);
  write_scope(writer, "sectors", unit.sectors);
  for (const auto& key : unit.signing) write(writer, key);
  for (const auto& key : unit.curve) writer.line("curve").key(KeyUse::kCurve, key.bytes());
  for (const auto& prekey : unit.prekeys) write(writer, prekey);
}

void write(LineWriter& writer, const Partner& partner) {
  writer.line("partner").number(static_cast<std::uint32_t>(partner.number)).field(partner.name);
  writer.field(base::text_in(kPartnerStateTexts, partner.state)).period(partner.valid);
  writer.line("agreement").field(partner.agreement.empty() ? "-" : partner.agreement);
  write_sends(writer, partner.sends);
  write(writer, partner.deciders);
  for (const Unit& unit : partner.units) write(writer, unit);
}

Scope read_scope(LineReader& reader, std::string_view word) {
  const auto words = reader.line(word).list(kMaxWordsOfScope);
  if (words.size() == 1 && words.front() == "*") return {.everything = true, .words = {}};
  Scope scope;
  for (const auto text : words) {
    reader.require(model::UnitName::parse(text).has_value(), "an area or sector is not a name");
    scope.words.emplace_back(text);
  }
  reader.require(std::ranges::adjacent_find(scope.words) == scope.words.end(),
                 "an area or sector is there twice");
  return scope;
}

KindScope read_sends(LineReader& reader) {
  const auto words = reader.line("sends").list(model::kKindTexts.size());
  if (words.size() == 1 && words.front() == "*") return {.everything = true, .kinds = {}};
  KindScope sends;
  for (const auto text : words) sends.kinds.push_back(reader.value_of(model::kKindTexts, text));
  reader.require(std::ranges::adjacent_find(sends.kinds) == sends.kinds.end(),
                 "a kind is there twice");
  return sends;
}

std::string read_agreement(LineReader& reader) {
  const std::string agreement(reader.line("agreement").field());
  if (agreement == "-") return {};
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  reader.require(
      agreement.size() <= kMaxAgreementSize && std::ranges::all_of(agreement, is_allowed),
      "an agreement's name is not well formed");
  return agreement;
}

void limit(LineReader& reader, std::size_t size, std::size_t max) {
  if (size > max) reader.fault(ErrorCode::kTooLarge, "there is more of something than is allowed");
}

Unit read_unit(LineReader& reader, std::string_view partner, SeenKeys& seen) {
  Unit unit;
  unit.name = reader.line("unit").name();
  unit.roles = read_roles(reader);
  unit.areas = read_scope(reader, "areas");
  unit.sectors = read_scope(reader, "sectors");
  while (reader.at("sign")) {
    unit.signing.push_back(read_unit_signing_key(reader, seen));
    limit(reader, unit.signing.size(), kMaxKeysOfUnit);
  }
  while (reader.at("curve")) {
    unit.curve.push_back(reader.line("curve").agreement_key(KeyUse::kCurve));
    if (reader.good()) reader.require(seen.add(unit.curve.back().bytes()), "a key is used twice");
    limit(reader, unit.curve.size(), kMaxKeysOfUnit);
  }
  while (reader.at("prekey")) {
    unit.prekeys.push_back(read_prekey(reader, seen));
    limit(reader, unit.prekeys.size(), kMaxPrekeysOfUnit);
    check_prekey(reader, partner, unit);
  }
  return unit;
}

Partner read_partner(LineReader& reader, SeenKeys& seen) {
  Partner partner;
  partner.number = model::PartnerNumber{reader.line("partner").number32()};
  reader.require(partner.number != model::PartnerNumber::kNobody, "0 is nobody's number");
  partner.name = reader.name();
  partner.state = reader.word(kPartnerStateTexts);
  partner.valid = reader.period();
  partner.agreement = read_agreement(reader);
  partner.sends = read_sends(reader);
  partner.deciders = read_deciders(reader, seen);
  while (reader.at("unit")) {
    partner.units.push_back(read_unit(reader, partner.name, seen));
    limit(reader, partner.units.size(), kMaxUnits);
    const auto same = [&](const Unit& unit) { return unit.name == partner.units.back().name; };
    reader.require(std::ranges::count_if(partner.units, same) == 1, "a unit is there twice");
  }
  return partner;
}

void read_partners(LineReader& reader, SeenKeys& seen, std::vector<Partner>& partners) {
  std::set<std::string> names;
  std::set<model::PartnerNumber> numbers;
  while (reader.at("partner")) {
    partners.push_back(read_partner(reader, seen));
    limit(reader, partners.size(), kMaxPartners);
    if (!reader.good()) return;
    reader.require(names.insert(partners.back().name).second, "a partner's name is there twice");
    reader.require(numbers.insert(partners.back().number).second,
                   "a partner's number is there twice");
  }
}

void read_head(LineReader& reader, DirectoryData& data) {
  data.version = model::DirectoryVersion{reader.line("version").number32()};
  reader.require(data.version != model::DirectoryVersion{}, "versions begin at 1");
  data.previous = reader.line("previous").hash_or_none();
  reader.require(data.previous.has_value() == (data.version != model::DirectoryVersion{1}),
                 "version 1 and no other has no previous");
  data.root_version = reader.line("root").number32();
  reader.require(data.root_version > 0, "root versions begin at 1");
  data.created = reader.line("created").time();
  data.expires = reader.line("expires").time();
  reader.require(data.created < data.expires, "the directory expires before it is created");
}

}  // namespace

std::string to_text(DirectoryData data) {
  std::ranges::sort(data.partners, {}, &Partner::number);
  for (Partner& partner : data.partners) {
    sort_deciders(partner.deciders);
    std::ranges::sort(partner.units, {}, &Unit::name);
    for (Unit& unit : partner.units) sort_unit(unit);
  }
  LineWriter writer(kDirectoryFirstLine);
  writer.line("version").number(static_cast<std::uint32_t>(data.version));
  writer.line("previous").hash_or_none(data.previous);
  writer.line("root").number(data.root_version);
  writer.line("created").time(data.created);
  writer.line("expires").time(data.expires);
  write(writer, data.gateway);
  writer.line("checkpoint");
  if (data.checkpoint) {
    writer.number(data.checkpoint->size).bytes(data.checkpoint->root.bytes());
  } else {
    writer.field("-");
  }
  for (const Partner& partner : data.partners) write(writer, partner);
  return std::move(writer).text();
}

base::Result<ParsedDirectory> parse_directory(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kDirectoryFirstLine, kMaxDirectorySize);
  ParsedDirectory parsed;
  DirectoryData& data = parsed.data;
  SeenKeys& seen = parsed.keys;
  read_head(reader, data);
  data.gateway = read_gateway(reader, seen);
  if (reader.at("checkpoint -")) {
    reader.line("checkpoint").field();
  } else {
    const std::uint64_t size = reader.line("checkpoint").number();
    data.checkpoint = StartingCheckpoint{size, reader.bytes<model::Digest>()};
  }
  read_partners(reader, seen, data.partners);
  const auto finished = reader.finish(reader.good() ? to_text(data) : std::string(), bad_line);
  if (!finished) return finished.error();
  return parsed;
}

std::uint32_t peek_root_version(std::string_view text) {
  LineReader reader(text, kDirectoryFirstLine, kMaxDirectorySize);
  DirectoryData head;
  read_head(reader, head);
  return reader.good() ? head.root_version : 0;
}

}  // namespace gateway::directory
