#include "chat/shared_call.h"

#include <functional>
#include <utility>

#include <boost/asio/post.hpp>

#include "chat/model_error.h"

namespace mta::chat {

bool SharedCall::join() {
  const std::scoped_lock lock(mutex_);
  if (end_ || readers_ == 0) return false;
  ++readers_;
  return true;
}

Task<Completion> SharedCall::read(ReplySink& sink, const CallLimits& limits, Reading reading) {
  constexpr std::size_t more_than_comes = std::string::npos;
  struct Leaving {
    SharedCall& call;
    ~Leaving() { call.leave(); }
  };
  const Leaving leaving{*this};
  for (std::size_t seen = 0;;) {
    co_await wait_for_more(reading == Reading::once_checked ? more_than_comes : seen, limits);
    if (limits.client_gone.stop_requested()) co_return Completion{.error = client_left()};
    Next more = next(seen);
    if (reading == Reading::once_checked) {
      if (!more.end) continue;
      if (more.end->corrections.any()) co_return std::move(*more.end);
    }
    seen += more.text.size();
    if (!more.text.empty() && !co_await sink.put(TextDelta{std::move(more.text)})) {
      co_return Completion{.error = client_left()};
    }
    if (more.end) co_return std::move(*more.end);
  }
}

Task<bool> SharedCall::put(ReplyEvent event) {
  if (auto* end = std::get_if<Finished>(&event)) {
    completion_ = std::move(end->completion);
  } else if (const auto* delta = std::get_if<TextDelta>(&event)) {
    {
      const std::scoped_lock lock(mutex_);
      text_ += delta->text;
    }
    wake_all();
  }
  co_return true;
}

void SharedCall::finish() {
  {
    const std::scoped_lock lock(mutex_);
    end_ = completion_;
    end_->usage.reset();
  }
  wake_all();
}

std::string SharedCall::whole_text() {
  const std::scoped_lock lock(mutex_);
  return text_;
}

SharedCall::Next SharedCall::next(std::size_t from) {
  const std::scoped_lock lock(mutex_);
  return {.text = text_.substr(from), .end = end_};
}

Task<void> SharedCall::wait_for_more(std::size_t seen, const CallLimits& limits) {
  std::uint64_t waiter = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (text_.size() > seen || end_) co_return;
    waiter = next_waiter_++;
  }
  // Runs on this loop, and not before the waiter is in its place: nothing lies between that waits.
  const std::stop_callback<std::function<void()>> on_leaving(limits.client_gone,
                                                             [this, waiter] { wake(waiter); });
  co_await mta::wait_for<void>([this, waiter, seen, &limits](Done<void> done) {
    {
      const std::scoped_lock lock(mutex_);
      if (text_.size() <= seen && !end_ && !limits.client_gone.stop_requested()) {
        waiters_.emplace(waiter, std::move(done));
        return;
      }
    }
    done({});
  });
}

void SharedCall::leave() {
  const std::scoped_lock lock(mutex_);
  if (--readers_ > 0 || end_) return;
  boost::asio::post(executor_, [source = nobody_left_]() mutable { source.request_stop(); });
}

void SharedCall::wake(std::uint64_t waiter) {
  const std::scoped_lock lock(mutex_);
  auto woken = waiters_.extract(waiter);
  if (!woken.empty()) woken.mapped()({});
}

void SharedCall::wake_all() {
  const std::scoped_lock lock(mutex_);
  for (auto& [waiter, done] : std::exchange(waiters_, {})) done({});
}

}  // namespace mta::chat
