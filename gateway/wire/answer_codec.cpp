#include "gateway/base/text.h"
#include "gateway/flat/flat_message.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/head_codec.h"
#include "gateway/wire/messages.h"
#include "gateway/wire/oversight_codec.h"
#include "gateway/wire/status_codec.h"
#include "schemas/wire.capnp.h"

#include <cstddef>
#include <utility>

namespace gateway::wire {
namespace {

using base::Bytes;
using base::ByteView;
using base::Error;
using base::ErrorCode;
using base::fail;
using flat::data_of;
using flat::view_of;

constexpr unsigned kMaxPath = 64;
constexpr unsigned kMaxResults = 256;
constexpr unsigned kMaxNotes = 4096;
constexpr std::size_t kMaxCheckpoint = std::size_t{16} * 1024;
constexpr std::size_t kMaxSealed = 4096;

const Error kBad = fail(ErrorCode::kMalformed, "an answer breaks its format");

template <class List>
void put_digests(List list, const std::vector<base::Digest>& digests) {
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, data_of(digests[i].bytes()));
}

std::vector<base::Digest> read_digests(capnp::List<capnp::Data>::Reader list, bool& good) {
  std::vector<base::Digest> digests;
  if (list.size() > kMaxPath) good = false;
  if (!good) return digests;
  for (const auto item : list) digests.push_back(flat::fixed_of<base::Digest>(item, good));
  return digests;
}

void put_results(capnp::List<schema::Submitted>::Builder list,
                 const std::vector<SubmitResult>& results) {
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setSubject(data_of(results[i].subject.bytes()));
    list[i].setCode(results[i].accepted ? 0 : static_cast<std::uint16_t>(results[i].refusal));
    if (results[i].accepted) put_proof(list[i].initProof(), results[i].proof);
  }
}

std::vector<SubmitResult> read_results(capnp::List<schema::Submitted>::Reader list, bool& good) {
  std::vector<SubmitResult> results;
  if (list.size() > kMaxResults) good = false;
  if (!good) return results;
  for (const auto item : list) {
    SubmitResult result;
    result.subject = flat::fixed_of<base::Digest>(item.getSubject(), good);
    result.accepted = item.getCode() == 0 && item.hasProof();
    result.refusal = static_cast<model::Refusal>(item.getCode());
    if (result.accepted) result.proof = read_proof(item.getProof(), good);
    results.push_back(std::move(result));
  }
  return results;
}

unsigned count_of(std::size_t size) { return static_cast<unsigned>(size); }

void put(schema::Answer::Builder out, const Refused& body) {
  auto refused = out.initRefused();
  refused.setCode(static_cast<std::uint16_t>(body.refusal));
  refused.setRetryMillis(static_cast<std::uint32_t>(body.retry_after.count()));
}
void put(schema::Answer::Builder out, const Submitted& body) {
  put_results(out.initSubmitted(count_of(body.results.size())), body.results);
}
void put(schema::Answer::Builder out, const Receipted& body) {
  put_results(out.initReceipted(count_of(body.results.size())), body.results);
}
void put(schema::Answer::Builder out, const DoneAnswer& /*body*/) { out.setDone(); }
void put(schema::Answer::Builder out, const HeadOnly& /*body*/) { out.setHeadOnly(); }
void put(schema::Answer::Builder out, const Delivery& body) {
  auto delivery = out.initDelivery();
  delivery.setDeliveryId(body.delivery_id);
  delivery.setAttempt(body.attempt);
  delivery.setAcceptTimeMillis(base::unix_millis(body.accepted_at));
  put_proof(delivery.initProof(), body.proof);
}
void put(schema::Answer::Builder out, const Released& body) {
  auto released = out.initReleased();
  released.setRequestId(data_of(body.request_id.bytes()));
  released.setEncapsulated(data_of(body.halves.encapsulated.bytes()));
  released.setSealed(data_of(body.halves.ciphertext));
  put_proof(released.initProof(), body.proof);
}
void put(schema::Answer::Builder out, const Subscriptions& body) {
  auto subscriptions = out.initSubscriptions();
  subscriptions.setLogSize(body.log_size);
  auto notes = subscriptions.initNotes(count_of(body.notes.size()));
  for (unsigned i = 0; i < notes.size(); ++i) notes.set(i, body.notes[i]);
}
void put(schema::Answer::Builder out, const Statuses& body) {
  put_statuses(out.initStatus(count_of(body.messages.size())), body);
}
void put(schema::Answer::Builder out, const Consents& body) {
  auto list = out.initConsents(count_of(body.entries.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const ConsentEntry& entry = body.entries[i];
    list[i].setHandle(data_of(entry.handle.bytes()));
    list[i].setPurpose(static_cast<std::uint8_t>(entry.purpose));
    list[i].setRecipient(static_cast<std::uint32_t>(entry.recipient));
    list[i].setRole(static_cast<std::uint8_t>(entry.role));
    list[i].setFromMinutes(base::unix_minutes(entry.from));
    list[i].setUntilMinutes(base::unix_minutes(entry.until));
    list[i].setWithdrawn(entry.withdrawn);
  }
}
void put(schema::Answer::Builder out, const Notes& body) {
  auto notes = out.initNotes(count_of(body.notes.size()));
  for (unsigned i = 0; i < notes.size(); ++i) notes.set(i, body.notes[i]);
}

void put(schema::Answer::Builder out, const Oversight& body) {
  put_oversight(out.initOversight(), body);
}

std::vector<std::string> read_texts(capnp::List<capnp::Text>::Reader list, bool& good) {
  std::vector<std::string> texts;
  if (list.size() > kMaxNotes) good = false;
  if (!good) return texts;
  for (const auto text : list) {
    if (text.size() != 0 && !base::is_valid_utf8(flat::text_of(text))) good = false;
    texts.emplace_back(flat::text_of(text));
  }
  return texts;
}

AnswerBody read(schema::Delivery::Reader in, bool& good) {
  return Delivery{in.getDeliveryId(), in.getAttempt(), read_proof(in.getProof(), good),
                  base::from_unix_millis(in.getAcceptTimeMillis())};
}

AnswerBody read(schema::Released::Reader in, bool& good) {
  Released released;
  released.request_id = flat::fixed_of<RequestId>(in.getRequestId(), good);
  released.halves.encapsulated =
      flat::fixed_of<crypto::EncapsulatedKey>(in.getEncapsulated(), good);
  if (in.getSealed().size() > kMaxSealed) good = false;
  if (good) released.halves.ciphertext = base::to_bytes(view_of(in.getSealed()));
  released.proof = read_proof(in.getProof(), good);
  return released;
}

AnswerBody read(capnp::List<schema::Status>::Reader list, bool& good) {
  return read_statuses(list, good);
}

AnswerBody read(capnp::List<schema::Consent>::Reader list, bool& good) {
  Consents consents;
  if (list.size() > kMaxNotes) good = false;
  if (!good) return consents;
  for (const auto item : list) {
    ConsentEntry entry;
    entry.handle = flat::fixed_of<model::ConsentHandle>(item.getHandle(), good);
    entry.purpose = static_cast<model::ConsentPurpose>(item.getPurpose());
    entry.recipient = model::PartnerNumber{item.getRecipient()};
    entry.role = static_cast<model::Role>(item.getRole());
    entry.from = base::from_unix_minutes(item.getFromMinutes());
    entry.until = base::from_unix_minutes(item.getUntilMinutes());
    entry.withdrawn = item.getWithdrawn();
    if (!model::is_known(entry.purpose) || !model::is_known(entry.role)) good = false;
    consents.entries.push_back(entry);
  }
  return consents;
}

base::Result<AnswerBody> read_body(schema::Answer::Reader in, bool& good) {
  using schema::Answer;
  switch (in.which()) {
    case Answer::REFUSED:
      return AnswerBody(Refused{static_cast<model::Refusal>(in.getRefused().getCode()),
                                base::Millis(in.getRefused().getRetryMillis())});
    case Answer::SUBMITTED:
      return AnswerBody(Submitted{read_results(in.getSubmitted(), good)});
    case Answer::RECEIPTED:
      return AnswerBody(Receipted{read_results(in.getReceipted(), good)});
    case Answer::DONE:
      return AnswerBody(DoneAnswer{});
    case Answer::HEAD_ONLY:
      return AnswerBody(HeadOnly{});
    case Answer::DELIVERY:
      return read(in.getDelivery(), good);
    case Answer::RELEASED:
      return read(in.getReleased(), good);
    case Answer::SUBSCRIPTIONS:
      return AnswerBody(Subscriptions{read_texts(in.getSubscriptions().getNotes(), good),
                                      in.getSubscriptions().getLogSize()});
    case Answer::STATUS:
      return read(in.getStatus(), good);
    case Answer::CONSENTS:
      return read(in.getConsents(), good);
    case Answer::NOTES:
      return AnswerBody(Notes{read_texts(in.getNotes(), good)});
    case Answer::OVERSIGHT:
      return AnswerBody(read_oversight(in.getOversight(), good));
  }
  return fail(ErrorCode::kUnsupported, "the answer is of a kind this version does not know");
}

}  // namespace

void put_proof(schema::LeafProof::Builder out, const LeafProof& proof) {
  out.setLeaf(data_of(proof.leaf));
  out.setIndex(proof.index);
  put_digests(out.initPath(count_of(proof.path.size())), proof.path);
}

LeafProof read_proof(schema::LeafProof::Reader in, bool& good) {
  return {base::to_bytes(view_of(in.getLeaf())), in.getIndex(), read_digests(in.getPath(), good)};
}

void put_head(schema::LogHead::Builder out, const LogHead& head) {
  out.setCheckpoint(head.checkpoint);
  out.setFromSize(head.from_size);
  put_digests(out.initConsistency(count_of(head.consistency.size())), head.consistency);
}

LogHead read_head(schema::LogHead::Reader in, bool& good) {
  if (in.getCheckpoint().size() > kMaxCheckpoint) good = false;
  if (!good) return {};
  return {std::string(flat::text_of(in.getCheckpoint())), read_digests(in.getConsistency(), good),
          in.getFromSize()};
}

Bytes encode(const Answer& answer) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Answer>();
  out.setRe(answer.re);
  if (!answer.head.checkpoint.empty()) put_head(out.initHead(), answer.head);
  std::visit([&](const auto& body) { put(out, body); }, answer.body);
  return flat::to_bytes(message);
}

base::Result<Answer> decode_answer(ByteView bytes) {
  return flat::read_bytes<schema::Answer>(bytes, kMaxBody,
                                          [](schema::Answer::Reader in) -> base::Result<Answer> {
                                            bool good = true;
                                            Answer answer;
                                            answer.re = in.getRe();
                                            if (in.hasHead())
                                              answer.head = read_head(in.getHead(), good);
                                            auto body = read_body(in, good);
                                            if (!body) return body.error();
                                            if (!good) return kBad;
                                            answer.body = *std::move(body);
                                            return answer;
                                          });
}

}  // namespace gateway::wire
