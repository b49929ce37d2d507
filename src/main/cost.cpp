#include "main/cost.h"

#include <array>
#include <cstdio>
#include <span>
#include <vector>

#include "base/text.h"
#include "catalogue/answers.h"
#include "catalogue/understanding.h"
#include "chat/prompt.h"
#include "chat/tokens.h"
#include "main/question_mix.h"

namespace mta {
namespace {

constexpr int days_a_month = 30;
constexpr double seconds_a_day = 86'400;

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 256> line{};
  std::snprintf(line.data(), line.size(), format, values...);
  return line.data();
}

/// One message of the mix.
struct Line {
  AskedMessage asked;
  double tokens_sent = 0;
  bool direct = false;      ///< the catalogue answers it
  double hit_in_cache = 0;  ///< how much of it
};

/// Calls and tokens, a message of the mix on average.
struct Average {
  double calls = 0;
  double sent = 0;
  double received = 0;
};

/// What came before a message that goes on with a conversation.
std::vector<Message> conversation(const catalogue::Understanding& understanding) {
  std::vector<Message> messages = {
      {.role = Role::user, .content = "Which device do you have for hair removal?"}};
  messages.push_back({.role = Role::assistant,
                      .content = catalogue::compose(understanding.understand(messages),
                                                    understanding.knowledge())});
  return messages;
}

/// Of the messages in the same words that come at even intervals one opens an hour and the others
/// of that hour find its answer.
double hit_in_cache(const AskedMessage& asked, int requests_per_day, int keep_seconds) {
  if (!asked.is_first) return 0;
  const double same_a_second = requests_per_day * asked.share * asked.same_words / seconds_a_day;
  const double found = same_a_second * keep_seconds;
  return asked.same_words * found / (1 + found);
}

std::vector<Line> reckon(const Setup& setup, const CostQuestion& question) {
  const catalogue::Understanding understanding(setup.knowledge.knowledge);
  const PromptBuilder prompts(understanding.knowledge(), understanding.index());
  const std::vector<Message> before = conversation(understanding);
  const int keep_seconds = setup.config.chat.answer_cache_seconds;
  std::vector<Line> lines;
  for (const AskedMessage& asked : question_mix()) {
    std::vector<Message> messages = fitting_conversation(
        asked.is_first ? std::vector<Message>{} : before, std::string(asked.text));
    auto meant = understanding.understand(messages, prompts.most_meant()).meant;
    const Prompt prompt = prompts.build({}, std::move(messages), std::move(meant));
    lines.push_back(
        {.asked = asked,
         .tokens_sent = static_cast<double>(estimate_tokens(prompt)),
         .direct = understanding.understand(std::span(&prompt.messages.back(), 1)).is_simple,
         .hit_in_cache = hit_in_cache(asked, question.requests_per_day, keep_seconds)});
  }
  return lines;
}

/// What spares calls.
struct Savings {
  bool direct_answers = false;
  bool cache = false;
};

Average average(const std::vector<Line>& lines, int answer_tokens, Savings savings) {
  Average sum;
  for (const Line& line : lines) {
    if (savings.direct_answers && line.direct) continue;
    const double calls = line.asked.share * (savings.cache ? 1 - line.hit_in_cache : 1);
    sum.calls += calls;
    sum.sent += calls * line.tokens_sent;
    sum.received += calls * answer_tokens;
  }
  return sum;
}

std::string message_table(const std::vector<Line>& lines) {
  constexpr std::size_t columns = 72;
  constexpr double hundred = 100;
  std::string table = padded("message", columns) + " share    sent  answered by\n";
  for (const Line& line : lines) {
    table += padded((line.asked.is_first ? "" : "… ") + std::string(line.asked.text), columns);
    table += print("%5.0f %%%8.0f  ", line.asked.share * hundred, line.tokens_sent);
    table += line.direct ? "the catalogue, directly\n"
             : line.hit_in_cache > 0
                 ? print("the model, %.1f %% from the cache\n", line.hit_in_cache * hundred)
                 : "the model\n";
  }
  return table;
}

std::string sum_line(const char* what, const Average& average, const CostQuestion& question,
                     const config::Config::Model& prices) {
  constexpr double million = 1e6;
  const double a_chat = (average.sent * prices.input_usd_per_million_tokens +
                         average.received * prices.output_usd_per_million_tokens) /
                        million;
  const double chats = static_cast<double>(question.requests_per_day) * days_a_month;
  return print("%-44s%9.0f%8.0f%10.0f%13.6f%13.2f\n", what, average.calls * chats, average.sent,
               average.received, a_chat, a_chat * chats);
}

}  // namespace

std::string cost_report(const Setup& setup, const CostQuestion& question) {
  const config::Config& config = setup.config;
  const std::vector<Line> lines = reckon(setup, question);
  const auto sum = [&](Savings savings) { return average(lines, question.answer_tokens, savings); };
  std::string report =
      print("%d requests a day, %d a month; %g USD a million tokens sent, %g received.\n",
            question.requests_per_day, question.requests_per_day * days_a_month,
            config.model.input_usd_per_million_tokens, config.model.output_usd_per_million_tokens);
  report += print(
      "Tokens sent are estimated from the prompts; that an answer has %d and what is asked how "
      "often "
      "is assumed.\n\n",
      question.answer_tokens);
  report += message_table(lines) + "\n";
  report += print("%-44s%9s%8s%10s%13s%13s\n", "a chat, on average", "calls", "sent", "received",
                  "USD a chat", "USD a month");
  report += sum_line("every message a call", sum({}), question, config.model);
  report += sum_line("with direct answers", sum({.direct_answers = true}), question, config.model);
  report += sum_line("with the cache", sum({.cache = true}), question, config.model);
  report += sum_line("with direct answers and the cache",
                     sum({.direct_answers = true, .cache = true}), question, config.model);
  return report;
}

}  // namespace mta
