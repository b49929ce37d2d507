#include "chat/mark_remover.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"

namespace mta {
namespace {

struct Tag {
  std::string_view opening;
  std::string_view closing;
};
constexpr std::array<Tag, 2> tags{{{"<reasoning>", "</reasoning>"}, {"<think>", "</think>"}}};

constexpr std::array<std::string_view, 2> bars{"|", "\uFF5C"};
constexpr std::size_t longest_token = 256;
constexpr std::size_t longest_held = std::size_t{64} * 1024;
constexpr std::size_t longest_header_word = 16;

using Fit = MarkRemover::Fit;

/// How long the bar is that `text` begins or ends with; 0: with none.
std::size_t bar_at_start(std::string_view text) {
  for (const auto bar : bars) {
    if (text.starts_with(bar)) return bar.size();
  }
  return 0;
}
std::size_t bar_at_end(std::string_view text) {
  for (const auto bar : bars) {
    if (text.ends_with(bar)) return bar.size();
  }
  return 0;
}

/// What stands between the bars of `<|name|>`, where `mark` ends with `>`.
std::optional<std::string_view> token_name(std::string_view mark) {
  mark = mark.substr(1, mark.size() - 2);
  const std::size_t first = bar_at_start(mark);
  mark.remove_prefix(first);
  const std::size_t last = bar_at_end(mark);
  if (first == 0 || last == 0) return std::nullopt;
  mark.remove_suffix(last);
  return mark;
}

/// `mark` begins with `<`, has no other, and fitted until its last character came.
Fit fits_token(std::string_view mark) {
  if (mark.size() > longest_token || mark.ends_with('\n')) return Fit::no;
  if (mark.ends_with('>')) return token_name(mark) ? Fit::whole : Fit::no;
  return mark == "<" || bar_at_start(mark.substr(1)) > 0 ? Fit::partial : Fit::no;
}

Fit fits(std::string_view mark, std::string_view tag) {
  if (!tag.starts_with(mark)) return Fit::no;
  return mark.size() == tag.size() ? Fit::whole : Fit::partial;
}

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

void MarkRemover::take(char32_t c, std::string& out) {
  if (hidden_ == Hidden::nothing) {
    take_visible(c, out);
  } else {
    take_hidden(c);
  }
}

void MarkRemover::finish(std::string& out) {
  out += held_;
  held_.clear();
  starts_.clear();
}

void MarkRemover::take_visible(char32_t c, std::string& out) {
  if (held_.size() > longest_held) finish(out);
  if (c == U'<') starts_.push_back(static_cast<std::uint32_t>(held_.size()));
  append_code_point(starts_.empty() ? out : held_, c);
  if (starts_.empty() || c == U'<') return;
  const std::string_view newest = std::string_view(held_).substr(starts_.back());
  Fit fit = fits_token(newest);
  for (const Tag& tag : tags) fit = std::max(fit, fits(newest, tag.opening));
  if (fit == Fit::partial) return;
  if (fit != Fit::whole) return finish(out);
  const std::string mark(newest);
  held_.resize(starts_.back());
  starts_.pop_back();
  if (!open_tag(mark)) take_token(token_name(mark).value_or(""));
}

void MarkRemover::take_hidden(char32_t c) {
  if (c == U'<') partial_.clear();
  if (c != U'<' && partial_.empty()) return take_header(c);
  append_code_point(partial_, c);
  const Fit fit = fits_hidden(partial_);
  if (fit == Fit::partial) return;
  const std::string mark = std::exchange(partial_, {});
  if (fit == Fit::no) return;
  if (hidden_ != Hidden::tagged) return take_token_in_channel(token_name(mark).value_or(""));
  if (!open_tag(mark)) close_tag(mark);
}

/// Between tags only tags matter, in a channel only tokens: what a model thinks may name the
/// others.
MarkRemover::Fit MarkRemover::fits_hidden(std::string_view mark) const {
  if (hidden_ != Hidden::tagged) return fits_token(mark);
  Fit fit = Fit::no;
  for (const Tag& tag : tags)
    fit = std::max({fit, fits(mark, tag.opening), fits(mark, tag.closing)});
  return fit;
}

bool MarkRemover::open_tag(std::string_view mark) {
  for (std::size_t kind = 0; kind < tags.size(); ++kind) {
    if (mark != tags[kind].opening) continue;
    ++depth_[kind];
    hidden_ = Hidden::tagged;
    return true;
  }
  return false;
}

void MarkRemover::close_tag(std::string_view mark) {
  for (std::size_t kind = 0; kind < tags.size(); ++kind) {
    if (mark == tags[kind].closing && depth_[kind] > 0) --depth_[kind];
  }
  if (std::ranges::all_of(depth_, [](auto open) { return open == 0; })) hidden_ = Hidden::nothing;
}

void MarkRemover::take_token(std::string_view name) {
  if (is_any_of(name, {"start", "channel"})) begin_header(name == "channel");
}

/// A message is `<|start|>role<|channel|>name<|message|>text<|end|>`; its role is left out where
/// the prompt ends with it.
void MarkRemover::take_token_in_channel(std::string_view name) {
  header_word_ended_ = true;
  if (is_any_of(name, {"start", "channel"})) {
    begin_header(name == "channel");
  } else if (is_any_of(name, {"end", "return", "call"})) {
    hidden_ = Hidden::nothing;
  } else if (name == "message" && hidden_ == Hidden::header) {
    hidden_ = header_is_shown() ? Hidden::nothing : Hidden::channel;
  }
}

void MarkRemover::begin_header(bool channel) {
  hidden_ = Hidden::header;
  header_.clear();
  header_word_ended_ = false;
  header_has_channel_ = channel;
}

void MarkRemover::take_header(char32_t c) {
  if (hidden_ != Hidden::header || header_word_ended_) return;
  if (!is_white_space(c)) append_code_point(header_, c);
  header_word_ended_ =
      header_.size() > longest_header_word || (is_white_space(c) && !header_.empty());
}

bool MarkRemover::header_is_shown() const {
  return header_has_channel_ ? header_ == "final" : header_.empty() || header_ == "assistant";
}

}  // namespace mta
