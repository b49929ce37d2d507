#include "chat/shared_answers.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/crypto.h"
#include "catalogue/fold.h"
#include "chat/model_error.h"

namespace mta::chat {
namespace {

namespace asio = boost::asio;

constexpr std::size_t largest_kept = std::size_t{16} * 1024;

}  // namespace

std::string key_of_first_question(const std::optional<std::string>& persona_override,
                                  std::string_view message) {
  const std::string text = persona_override.value_or("") + '\0' + fold_text(message);
  return std::string(as_text(sha256(text)));
}

Task<void> SharedAnswers::answer(std::string key, std::function<Prompt()> prompt, ReplySink& sink,
                                 CallLimits limits) {
  if (limits.client_gone.stop_requested()) {
    co_await sink.put(Finished{{.error = client_left(), .model = std::string(model_.id())}});
    co_return;
  }
  if (auto text = kept(key)) {
    metrics_.add(Counter::cached_answers);
    co_await sink.put(TextDelta{std::move(*text)});
    co_await sink.put(Finished{of_another({})});
    co_return;
  }
  const auto executor = co_await asio::this_coro::executor;
  const auto [call, is_first] = join_or_start(key, executor);
  if (is_first) {
    Completion completion = co_await ask(key, call, prompt, sink, limits);
    co_await sink.put(Finished{std::move(completion)});
    co_return;
  }
  Completion completion = co_await call->read(sink, limits, reading_);
  if (reading_ == Reading::once_checked && completion.corrections.any()) {
    const Prompt asked = prompt();
    co_await model_.complete(asked, sink, limits);
    co_return;
  }
  metrics_.add(Counter::cached_answers);
  co_await sink.put(Finished{of_another(std::move(completion))});
}

/// Makes the call and reads its answer, both at once: this visitor may be slow, or leave.
Task<Completion> SharedAnswers::ask(const std::string& key, Call call,
                                    const std::function<Prompt()>& prompt, ReplySink& sink,
                                    const CallLimits& limits) {
  using namespace asio::experimental::awaitable_operators;  // NOLINT(google-build-using-namespace)
  Completion read =
      co_await (make(key, call, prompt, limits) && call->read(sink, limits, Reading::as_it_comes));
  const Completion& made = call->completion();
  read.model = made.model;
  read.usage = made.usage;
  read.attempt_duration = made.attempt_duration;
  co_return read;
}

/// The call is of the visitor who came first: that question started it.
Task<void> SharedAnswers::make(const std::string& key, Call call,
                               const std::function<Prompt()>& prompt, const CallLimits& first) {
  struct End {
    SharedAnswers& answers;
    const std::string& key;
    const Call& call;
    ~End() { answers.end(key, call); }
  };
  const End end{*this, key, call};
  const Prompt asked = prompt();
  co_await model_.complete(
      asked, *call,
      {.deadline = first.deadline, .client_gone = call->nobody_left(), .visitor = first.visitor});
}

/// What a reader of another's call is told of it.
Completion SharedAnswers::of_another(Completion completion) const {
  completion.model = model_.id();
  completion.shared = true;
  completion.usage = Usage{};
  completion.attempt_duration.reset();
  return completion;
}

std::optional<std::string> SharedAnswers::kept(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const Entry* entry = entries_.find(key);
  if (entry == nullptr || entry->until <= clock_.steady_now()) return std::nullopt;
  return entry->text;
}

std::pair<SharedAnswers::Call, bool> SharedAnswers::join_or_start(
    const std::string& key, const asio::any_io_executor& loop) {
  const std::scoped_lock lock(mutex_);
  Call& call = calls_[key];
  if (call && call->join()) return {call, false};
  call = std::make_shared<SharedCall>(loop);
  return {call, true};
}

void SharedAnswers::end(const std::string& key, const Call& call) {
  const std::scoped_lock lock(mutex_);
  call->finish();
  const auto under_way = calls_.find(key);
  if (under_way != calls_.end() && under_way->second == call) calls_.erase(under_way);
  const Completion& made = call->completion();
  if (!made.error && made.stopped && made.is_checked && !made.corrections.any()) {
    std::string text = call->whole_text();
    if (text.size() <= largest_kept) {
      entries_.touch(key) = {.text = std::move(text), .until = clock_.steady_now() + keep_for_};
    }
  }
}

}  // namespace mta::chat
