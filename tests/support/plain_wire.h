#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "chat/model_error.h"
#include "providers/wire.h"

/// A wire without JSON. What a piece of a reply says is text, but for `#stop`, `#length`, `#cut`,
/// `#filtered` and `#usage INPUT OUTPUT`.
namespace mta::test {

class PlainDecoder final : public providers::Decoder {
 public:
  std::string feed(std::string_view bytes) override {
    if (!bytes.starts_with('#')) return std::string(bytes);
    const std::string mark(bytes);
    providers::TokenCounts counts;
    if (mark == "#stop") ending_ = providers::Ending::stop;
    if (mark == "#length") ending_ = providers::Ending::length;
    if (mark == "#filtered") ending_ = providers::Ending::filtered;
    if (mark == "#cut" || mark == "#filtered") fault_ = wrong_answer("bad reply");
    if (std::sscanf(mark.c_str(), "#usage %ld %ld", &counts.input, &counts.output) == 2) {
      usage_ = counts;
    }
    return {};
  }
  std::string finish() override { return {}; }
  [[nodiscard]] const std::optional<Error>& fault() const override { return fault_; }
  [[nodiscard]] bool done() const override { return false; }
  [[nodiscard]] providers::Ending ending() const override { return ending_; }
  [[nodiscard]] const std::optional<providers::TokenCounts>& usage() const override {
    return usage_;
  }
  [[nodiscard]] std::int64_t reasoning_tokens() const override { return 0; }

 private:
  std::optional<Error> fault_;
  std::optional<providers::TokenCounts> usage_;
  providers::Ending ending_ = providers::Ending::none;
};

class PlainWire final : public providers::Wire {
 public:
  explicit PlainWire(const bool& has_key) : has_key_(has_key) {}
  [[nodiscard]] const Url& url() const override { return url_; }
  [[nodiscard]] net::HttpRequest encode(const Prompt& prompt) const override {
    return {.body = prompt.messages.back().content};
  }
  Task<Result<void>> authorize(net::HttpRequest& request, const CallLimits&) const override {
    if (!has_key_) co_return std::unexpected(Error{.detail = "no key"});
    request.headers.emplace_back("Key", "1");
    co_return Result<void>{};
  }
  [[nodiscard]] std::unique_ptr<providers::Decoder> make_decoder(std::string_view) const override {
    return std::make_unique<PlainDecoder>();
  }
  [[nodiscard]] std::string describe_refusal(int, std::string_view body) const override {
    return " (" + std::string(body) + ")";
  }

 private:
  Url url_;
  const bool& has_key_;
};

}  // namespace mta::test
