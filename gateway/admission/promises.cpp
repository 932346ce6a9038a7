#include "gateway/admission/promises.h"

namespace gateway::admission {

envelope::Promise promise_of(const policy::Obligations& obligations) {
  envelope::Promise promise;
  for (const policy::Retention keep : obligations.keep) {
    promise.keep = static_cast<std::uint16_t>(promise.keep | 1U << static_cast<unsigned>(keep));
  }
  promise.no_onward = obligations.no_onward;
  promise.report_back_days = obligations.report_back_days;
  return promise;
}

bool keeps(const envelope::Promise& made, const envelope::Promise& demanded) {
  if ((demanded.keep & ~made.keep) != 0) return false;
  if (demanded.no_onward && !made.no_onward) return false;
  if (demanded.report_back_days == 0) return true;
  return made.report_back_days != 0 && made.report_back_days <= demanded.report_back_days;
}

}  // namespace gateway::admission
