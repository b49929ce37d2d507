#include "models/shared_answers.h"

#include <unordered_map>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include "core/crypto.h"
#include "core/fold.h"
#include "core/model_error.h"
#include "core/recency_map.h"
#include "models/shared_call.h"

namespace mta::models {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_kept = 500;
constexpr std::size_t largest_kept = std::size_t{16} * 1024;

/// What two questions must have in common to have one answer. The system part holds the persona
/// and the knowledge. Of the message nothing is dropped that a model could read: or one visitor
/// could put words into the answers of the others.
std::string key_of(const Prompt& prompt) {
  const std::string text = prompt.system + '\0' + fold_text(prompt.messages.back().content);
  return std::string(as_text(sha256(text)));
}

class SharedAnswers final : public Model {
 public:
  SharedAnswers(std::unique_ptr<Model> model, std::chrono::seconds keep_for, const Clock& clock,
                Metrics& metrics)
      : model_(std::move(model)), keep_for_(keep_for), clock_(clock), metrics_(metrics) {}

  [[nodiscard]] std::string_view id() const override { return model_->id(); }

  Task<Completion> complete(const Prompt& prompt, TokenSink& sink, CallLimits limits) override {
    if (prompt.messages.size() != 1) {
      co_return co_await model_->complete(prompt, sink, std::move(limits));
    }
    if (limits.client_gone.stop_requested()) {
      co_return Completion{.error = client_left(), .model = std::string(id())};
    }
    const std::string key = key_of(prompt);
    if (const auto text = kept(key)) {
      metrics_.add(Counter::cached_answers);
      co_await sink.text(*text);
      co_await sink.end();
      co_return answered({});
    }
    const auto executor = co_await asio::this_coro::executor;
    const auto [call, is_first] = join_or_start(key, executor);
    if (is_first) co_return co_await ask(key, call, prompt, sink, limits);
    metrics_.add(Counter::cached_answers);
    co_return answered(co_await call->read(sink, limits));
  }

 private:
  struct Entry {
    std::string text;
    SteadyTime until;
  };
  using Call = std::shared_ptr<SharedCall>;

  /// Makes the call and reads its answer, both at once: this visitor may be slow, or leave.
  Task<Completion> ask(const std::string& key, Call call, const Prompt& prompt, TokenSink& sink,
                       const CallLimits& limits) {
    using namespace asio::experimental::
        awaitable_operators;  // NOLINT(google-build-using-namespace)
    auto [made, read] = co_await (make(key, call, prompt, limits) && call->read(sink, limits));
    read.model = made.model;
    read.usage = made.usage;
    read.attempt_duration = made.attempt_duration;
    co_return std::move(read);
  }

  /// The call is of the visitor who came first: his question started it.
  Task<Completion> make(const std::string& key, Call call, const Prompt& prompt,
                        const CallLimits& first) {
    Completion completion;
    try {
      completion = co_await model_->complete(prompt, *call,
                                             {.deadline = first.deadline,
                                              .client_gone = call->nobody_left(),
                                              .visitor = first.visitor});
    } catch (...) {
      end(key, call, {.error = Error{}});
      throw;
    }
    end(key, call, completion);
    co_return completion;
  }

  /// What a reader of another's call is told of it.
  [[nodiscard]] Completion answered(Completion completion) const {
    completion.model = model_->id();
    completion.usage = Usage{};
    completion.attempt_duration.reset();
    return completion;
  }

  std::optional<std::string> kept(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const Entry* entry = entries_.find(key);
    if (entry == nullptr || entry->until <= clock_.steady_now()) return std::nullopt;
    return entry->text;
  }

  std::pair<Call, bool> join_or_start(const std::string& key, const asio::any_io_executor& loop) {
    const std::scoped_lock lock(mutex_);
    Call& call = calls_[key];
    if (call && call->join()) return {call, false};
    call = std::make_shared<SharedCall>(loop);
    return {call, true};
  }

  void end(const std::string& key, const Call& call, const Completion& completion) {
    const std::scoped_lock lock(mutex_);
    call->finish(completion);
    const auto under_way = calls_.find(key);
    if (under_way != calls_.end() && under_way->second == call) calls_.erase(under_way);
    if (!completion.error && completion.stopped) {
      std::string text = call->whole_text();
      if (text.size() <= largest_kept) {
        entries_.touch(key) = {.text = std::move(text), .until = clock_.steady_now() + keep_for_};
      }
    }
  }

  std::unique_ptr<Model> model_;
  std::chrono::seconds keep_for_;
  const Clock& clock_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::unordered_map<std::string, Call> calls_;
  RecencyMap<Entry> entries_{most_kept};
};

}  // namespace

std::unique_ptr<Model> make_shared_answers(std::unique_ptr<Model> model,
                                           std::chrono::seconds keep_for, const Clock& clock,
                                           Metrics& metrics) {
  return std::make_unique<SharedAnswers>(std::move(model), keep_for, clock, metrics);
}

}  // namespace mta::models
