#pragma once

#include "gateway/base/time.h"

namespace gateway::daemon {

/// The time that goes into decisions, leaves and checkpoints. One value is taken for each turn of
/// the loop.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual base::Time now() const = 0;
  /// A message made at `created` was accepted. Moves a training clock forward to it; a real clock
  /// does not care.
  virtual void saw_message(base::Time created) = 0;
  [[nodiscard]] virtual bool is_training() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] base::Time now() const override;
  void saw_message(base::Time created) override;
  [[nodiscard]] bool is_training() const override { return false; }
};

/// Starts where it is told, stands still, and only a message moves it: a training network tells the
/// same story every time, in any year.
class TrainingClock final : public Clock {
 public:
  explicit TrainingClock(base::Time start) : now_(start) {}

  [[nodiscard]] base::Time now() const override { return now_; }
  void saw_message(base::Time created) override;
  [[nodiscard]] bool is_training() const override { return true; }

 private:
  base::Time now_;
};

/// Milliseconds that only go forward, for back-off and timers; says nothing about the date.
base::Millis monotonic_now();

}  // namespace gateway::daemon
