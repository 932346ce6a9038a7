#include "gateway/base/text.h"
#include "gateway/flat/flat_message.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/messages.h"
#include "schemas/wire.capnp.h"

#include <cstddef>
#include <type_traits>
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

constexpr std::uint32_t kMaxReceipts = 256;
constexpr std::uint32_t kMaxStatus = 256;
constexpr std::size_t kMaxNote = std::size_t{16} * 1024;
constexpr std::size_t kMaxName = 64;
constexpr std::uint32_t kMaxTold = 256;

const Error kBadRequest = fail(ErrorCode::kMalformed, "a request breaks its format");

bool is_text(capnp::Text::Reader text, std::size_t max_size) {
  return text.size() <= max_size && (text.size() == 0 || base::is_valid_utf8(flat::text_of(text)));
}

void put(schema::Request::Builder out, const Submit& body) { out.setSubmit(body.count); }
void put(schema::Request::Builder out, const Attach& body) {
  auto attach = out.initAttach();
  attach.setRole(static_cast<std::uint8_t>(body.role));
  attach.setCredit(body.credit);
}
void put(schema::Request::Builder out, const Credit& body) { out.setCredit(body.more); }
void put(schema::Request::Builder out, const Receipts& body) {
  auto list = out.initReceipts(static_cast<unsigned>(body.receipts.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setReceipt(data_of(body.receipts[i].receipt));
    list[i].setSignature(data_of(body.receipts[i].signature));
  }
}
void put(schema::Request::Builder out, const Release& body) {
  auto release = out.initRelease();
  release.setRequest(data_of(body.request));
  release.setSignature(data_of(body.signature));
}
void put(schema::Request::Builder out, const Subscribe& body) { out.setSubscribe(body.note); }
void put(schema::Request::Builder out, const AskSubscriptions& body) {
  out.setSubscriptions(body.topic);
}
void put(schema::Request::Builder out, const AskStatus& body) {
  auto list = out.initStatus(static_cast<unsigned>(body.messages.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, data_of(body.messages[i].bytes()));
}
void put(schema::Request::Builder out, const AskConsents& body) {
  out.setConsents(data_of(body.group.bytes()));
}
void put(schema::Request::Builder out, const AskDirectory& body) {
  out.setDirectory(body.known_version);
}
void put(schema::Request::Builder out, const AskPolicies& /*body*/) { out.setPolicies(); }
void put(schema::Request::Builder out, const AskHead& body) { out.setHead(body.known_size); }
void put(schema::Request::Builder out, const Freeze& body) { out.setFreeze(body.note); }
void put(schema::Request::Builder out, const Ping& /*body*/) { out.setPing(); }
void put(schema::Request::Builder out, const TakeBreakGlass& body) { out.setBreakGlass(body.note); }
void put(schema::Request::Builder out, const TakeReview& body) { out.setReview(body.note); }
void put(schema::Request::Builder out, const AskOversight& /*body*/) { out.setOversight(); }
void put(schema::Request::Builder out, const ConfirmTold& body) {
  auto list = out.initTold(static_cast<unsigned>(body.notes.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, data_of(body.notes[i].bytes()));
}

base::Result<RequestBody> read_receipts(capnp::List<schema::SignedReceipt>::Reader list) {
  if (list.size() > kMaxReceipts) return fail(ErrorCode::kTooLarge, "too many receipts");
  Receipts receipts;
  for (const auto item : list) {
    receipts.receipts.push_back(
        {base::to_bytes(view_of(item.getReceipt())), base::to_bytes(view_of(item.getSignature()))});
  }
  return RequestBody(std::move(receipts));
}

base::Result<RequestBody> read_status(capnp::List<capnp::Data>::Reader list) {
  if (list.size() > kMaxStatus) return fail(ErrorCode::kTooLarge, "too many message ids");
  AskStatus status;
  bool good = true;
  for (const auto id : list) status.messages.push_back(flat::fixed_of<model::MessageId>(id, good));
  if (!good) return kBadRequest;
  return RequestBody(std::move(status));
}

base::Result<RequestBody> read_told(capnp::List<capnp::Data>::Reader list) {
  if (list.size() > kMaxTold) return fail(ErrorCode::kTooLarge, "too many confirmations");
  ConfirmTold told;
  bool good = true;
  for (const auto hash : list) told.notes.push_back(flat::fixed_of<base::Digest>(hash, good));
  if (!good) return kBadRequest;
  return RequestBody(std::move(told));
}

base::Result<RequestBody> read_attach(schema::Attach::Reader in) {
  const Attach attach{static_cast<model::Role>(in.getRole()), in.getCredit()};
  if (!model::is_known(attach.role)) return kBadRequest;
  return RequestBody(attach);
}

template <class Note>
base::Result<RequestBody> read_note(capnp::Text::Reader text) {
  if (!is_text(text, kMaxNote)) return kBadRequest;
  return RequestBody(Note{std::string(flat::text_of(text))});
}

base::Result<RequestBody> read_consents(capnp::Data::Reader group) {
  bool good = true;
  const AskConsents ask{flat::fixed_of<base::Digest>(group, good)};
  if (!good) return kBadRequest;
  return RequestBody(ask);
}

base::Result<RequestBody> read_body(schema::Request::Reader in) {
  using schema::Request;
  switch (in.which()) {
    case Request::SUBMIT:
      return RequestBody(Submit{in.getSubmit()});
    case Request::ATTACH:
      return read_attach(in.getAttach());
    case Request::CREDIT:
      return RequestBody(Credit{in.getCredit()});
    case Request::RECEIPTS:
      return read_receipts(in.getReceipts());
    case Request::RELEASE:
      return RequestBody(Release{base::to_bytes(view_of(in.getRelease().getRequest())),
                                 base::to_bytes(view_of(in.getRelease().getSignature()))});
    case Request::SUBSCRIBE:
      return read_note<Subscribe>(in.getSubscribe());
    case Request::SUBSCRIPTIONS:
      return read_note<AskSubscriptions>(in.getSubscriptions());
    case Request::STATUS:
      return read_status(in.getStatus());
    case Request::CONSENTS:
      return read_consents(in.getConsents());
    case Request::DIRECTORY:
      return RequestBody(AskDirectory{in.getDirectory()});
    case Request::POLICIES:
      return RequestBody(AskPolicies{});
    case Request::HEAD:
      return RequestBody(AskHead{in.getHead()});
    case Request::FREEZE:
      return read_note<Freeze>(in.getFreeze());
    case Request::PING:
      return RequestBody(Ping{});
    case Request::BREAK_GLASS:
      return read_note<TakeBreakGlass>(in.getBreakGlass());
    case Request::REVIEW:
      return read_note<TakeReview>(in.getReview());
    case Request::OVERSIGHT:
      return RequestBody(AskOversight{});
    case Request::TOLD:
      return read_told(in.getTold());
  }
  return fail(ErrorCode::kUnsupported, "the request is of a kind this version does not know");
}

}  // namespace

Bytes encode(const Request& request) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Request>();
  out.setId(request.id);
  std::visit([&](const auto& body) { put(out, body); }, request.body);
  return flat::to_bytes(message);
}

base::Result<Request> decode_request(ByteView bytes) {
  return flat::read_bytes<schema::Request>(bytes, kMaxBody,
                                           [](schema::Request::Reader in) -> base::Result<Request> {
                                             auto body = read_body(in);
                                             if (!body) return body.error();
                                             return Request{in.getId(), *std::move(body)};
                                           });
}

Bytes encode(const ReleaseRequest& request) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::ReleaseRequest>();
  out.setRequestId(data_of(request.request_id.bytes()));
  out.setEnvelopeId(data_of(request.envelope_id.bytes()));
  out.setRowCommitment(data_of(request.row_commitment.bytes()));
  out.setSections(request.sections);
  out.setEphemeral(data_of(request.ephemeral.bytes()));
  out.setExpiresMinutes(request.expires_minutes);
  out.setPartner(static_cast<std::uint32_t>(request.unit.partner));
  out.setUnit(request.unit.unit);
  out.setKeyId(data_of(request.key_id.bytes()));
  return flat::to_bytes(message);
}

base::Result<ReleaseRequest> decode_release_request(ByteView bytes) {
  constexpr std::size_t kMaxSize = 1024;
  return flat::read_bytes<schema::ReleaseRequest>(
      bytes, kMaxSize, [](schema::ReleaseRequest::Reader in) -> base::Result<ReleaseRequest> {
        bool good = is_text(in.getUnit(), kMaxName);
        ReleaseRequest request;
        request.request_id = flat::fixed_of<RequestId>(in.getRequestId(), good);
        request.envelope_id = flat::fixed_of<model::EnvelopeId>(in.getEnvelopeId(), good);
        request.row_commitment = flat::fixed_of<base::Digest>(in.getRowCommitment(), good);
        request.sections = in.getSections();
        request.ephemeral = flat::fixed_of<crypto::AgreementPublicKey>(in.getEphemeral(), good);
        request.expires_minutes = in.getExpiresMinutes();
        request.unit = {model::PartnerNumber{in.getPartner()},
                        std::string(flat::text_of(in.getUnit()))};
        request.key_id = flat::fixed_of<model::KeyId>(in.getKeyId(), good);
        if (!good) return kBadRequest;
        return request;
      });
}

}  // namespace gateway::wire
