// What the parts of one message cost: seal, open, verify, decide, append. The signature check is
// the yardstick: nothing that believes a sender can be cheaper.

#include "gateway/audit/leaf.h"
#include "gateway/audit/tree.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/seal.h"
#include "gateway/envelope/signature.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include "tests/support/repeatable_random.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace gateway {
namespace {

// One envelope of 1 KiB for two recipients.
class World {
 public:
  World() {
    for (int i = 0; i < 2; ++i) prekeys_.push_back(crypto::AgreementKey::generate(random_));
    request_.cover.message_id = crypto::random_fixed<model::MessageId>(random_);
    request_.cover.salt = crypto::random_fixed<model::Salt>(random_);
    request_.cover.sender = {model::PartnerNumber{1}, "investigations"};
    request_.cover.sender_key = crypto::key_id_of(signing_.public_key());
    request_.cover.created = base::from_unix_minutes(29'500'000);
    request_.cover.expires = base::from_unix_minutes(29'510'000);
    request_.cover.directory_version = model::DirectoryVersion{1};
    request_.cover.kind = model::Kind::kIntelReport;
    request_.cover.marking = model::Marking::kOfficialSensitive;
    request_.cover.handling_code = model::HandlingCode::kConditions;
    request_.cover.urgency = model::Urgency::kRoutine;
    request_.gateway_row.plan_digest = base::Digest({1});
    request_.gateway_row.purpose = model::Purpose::kCrimePrevention;
    request_.gateway_row.art6 = model::LegalBasis::kRecognisedCrime;
    request_.gateway_row.art9 = model::LegalBasis::kPreventingUnlawfulActs;
    request_.sections = {{model::Section::kContent, model::SectionMode::kDirect, data_}};
    request_.release_key = crypto::AgreementKey::generate(random_).public_key();
    for (std::uint32_t i = 0; i < 2; ++i) {
      envelope::Recipient recipient;
      recipient.unit = {model::PartnerNumber{i + 2}, "main"};
      recipient.role = i == 0 ? model::Role::kPolInt : model::Role::kNca;
      recipient.prekey = prekeys_[i].public_key();
      recipient.granted = {model::Section::kContent};
      recipient.promises[model::Section::kContent] = {0xFFFE, true, 1};
      recipient.pair_counter = 1;
      request_.recipients.push_back(recipient);
    }
  }

  envelope::Sealed seal() { return *envelope::seal(request_, random_); }
  base::Bytes container() {
    const auto sealed = seal();
    return envelope::sign({&sealed, 1}, signing_, random_).front().container;
  }

  tests::RepeatableRandom random_{1};
  crypto::SigningKey signing_ = crypto::SigningKey::generate(random_);
  std::vector<crypto::AgreementKey> prekeys_;
  base::Bytes data_ = base::Bytes(1024, 'x');
  envelope::SealRequest request_;
};

void VerifyEd25519(benchmark::State& state) {
  World world;
  const auto signature = world.signing_.sign(world.data_);
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::verify(world.signing_.public_key(), world.data_, signature));
  }
}
BENCHMARK(VerifyEd25519);

void SealForTwo(benchmark::State& state) {
  World world;
  for (auto _ : state) benchmark::DoNotOptimize(world.seal());
}
BENCHMARK(SealForTwo);

void OpenForGateway(benchmark::State& state) {
  World world;
  const base::Bytes container = world.container();
  for (auto _ : state) benchmark::DoNotOptimize(envelope::open_for_gateway(container));
}
BENCHMARK(OpenForGateway);

void VerifySignatureAgain(benchmark::State& state) {
  World world;
  const base::Bytes container = world.container();
  const auto opened = envelope::open_for_gateway(container);
  envelope::SignatureCache cache;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        envelope::verify_signature(*opened, world.signing_.public_key(), cache));
  }
}
BENCHMARK(VerifySignatureAgain);

void OpenAsRecipient(benchmark::State& state) {
  World world;
  const base::Bytes container = world.container();
  const auto opened = envelope::open_for_gateway(container);
  std::size_t row = 0;
  while (opened->rows[row].row.recipient.partner != model::PartnerNumber{2}) ++row;
  const auto bytes = envelope::view_for_row(container, row, 0xFFFFFFFF);
  for (auto _ : state) {
    const auto view = envelope::open_view(*bytes);
    const auto keys = envelope::unwrap(*view, world.prekeys_[0]);
    benchmark::DoNotOptimize(envelope::open_section(*view, *keys, 0));
  }
}
BENCHMARK(OpenAsRecipient);

void AppendLeaf(benchmark::State& state) {
  audit::LogTree tree;
  audit::Leaf leaf;
  leaf.type = audit::LeafType::kAccept;
  for (auto _ : state) tree.append(crypto::leaf_hash(audit::encode(leaf)));
}
BENCHMARK(AppendLeaf);

std::vector<policy::PolicyText> shipped_texts() {
  std::vector<policy::PolicyText> texts;
  for (const auto& entry : std::filesystem::directory_iterator(POLICY_FOLDER)) {
    if (entry.path().extension() != ".policy") continue;
    std::ifstream in(entry.path());
    texts.push_back({entry.path().string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  return texts;
}

// A header with 4 recipients and 8 sections, all of which some permit of the text speaks about.
std::vector<policy::ShareFacts> header_of_four() {
  const struct {
    const char* partner;
    const char* unit;
    model::Role role;
  } recipients[] = {
      {"harbourlight-housing", "main", model::Role::kSafehouse},
      {"msvcc-prime", "coordination", model::Role::kMsvcc},
      {"northvale-council-mash", "main", model::Role::kLa},
      {"pol-northvale", "intel", model::Role::kPolInt},
  };
  std::vector<policy::ShareFacts> rows;
  for (const auto& recipient : recipients) {
    rows.push_back({
        .sender = {*model::PartnerName::parse("hfj"),
                   *model::UnitName::parse("aftercare"),
                   {model::Role::kHfjCare}},
        .recipient = {*model::PartnerName::parse(recipient.partner),
                      *model::UnitName::parse(recipient.unit), recipient.role},
        .kind = model::Kind::kAftercareReferral,
        .sections = {model::Section::kContent, model::Section::kIdentity, model::Section::kContact,
                     model::Section::kLocation, model::Section::kNeeds, model::Section::kHealth,
                     model::Section::kRisk, model::Section::kLogistics},
        .purpose = model::Purpose::kVictimSupport,
        .bases = {model::LegalBasis::kConsent, model::LegalBasis::kExplicitConsent},
        .urgency = model::Urgency::kPriority,
        .marking = model::Marking::kOfficialSensitive,
        .handling = model::HandlingCode::kConditions,
        .topic = "",
        .consents = policy::EnumSet<model::ConsentPurpose>{model::ConsentPurpose::kCarePlacement},
        .sanitised = std::nullopt,
        .approvals = {},
        .now = *base::parse_time("2026-02-01T00:00:00Z"),
    });
  }
  return rows;
}

// The argument is how many agreements there are besides those that are shipped.
void DecideHeaderOfFour(benchmark::State& state) {
  auto texts = shipped_texts();
  std::string agreements;
  for (int i = 0; i < state.range(0); ++i) {
    const std::string number = std::to_string(i);
    agreements += "agreement generated-" + number + " between hfj and partner-" + number +
                  " from 2026-01-01 until 2035-12-31 purposes VICTIM_SUPPORT\n";
  }
  texts.push_back({"generated.policy", agreements});
  const auto set = policy::load_policies(*model::PartnerName::parse("hfj"), texts);
  const auto rows = header_of_four();
  for (auto _ : state) {
    for (const auto& row : rows) benchmark::DoNotOptimize(policy::decide(*set.value, row));
  }
}
BENCHMARK(DecideHeaderOfFour)->Arg(0)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace gateway
