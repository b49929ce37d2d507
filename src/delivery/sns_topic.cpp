#include "delivery/sns_topic.h"

#include <algorithm>
#include <utility>

#include "base/utc_text.h"
#include "leads/lead_json.h"
#include "net/aws_signer.h"

namespace mta::delivery {
namespace {

using leads::EventKind;
using leads::Lead;
using leads::LeadEvent;
using std::chrono::seconds;

constexpr int ok = 200;
constexpr seconds longest_try{5};
constexpr std::size_t most_answer_bytes = std::size_t{16} * 1024;

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string form_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      encoded.append({'%', hex[byte >> 4U], hex[byte & 0xFU]});
    }
  }
  return encoded;
}

/// ASCII, and fewer than 100 characters: SNS takes nothing else.
std::string_view subject_of(EventKind kind) {
  switch (kind) {
    case EventKind::created:
      return "A new lead: a visitor wants to be contacted";
    case EventKind::updated:
      return "More is known of a lead";
    case EventKind::erased:
      return "A lead is to be erased";
  }
  return "A lead";
}

void append_line(std::string& text, std::string_view name, std::string_view value) {
  if (!value.empty()) text.append(name).append(": ").append(value).append("\n");
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text.append(text.empty() ? "" : ", ").append(item);
  return text;
}

/// `AuthorizationError`, from the XML of a refusal: SNS's own word, in ASCII letters.
std::string error_code(std::string_view xml) {
  constexpr std::string_view open = "<Code>";
  constexpr std::size_t longest = 64;
  const std::size_t begin = xml.find(open);
  if (begin == std::string_view::npos) return {};
  std::string code(xml.substr(begin + open.size(), longest));
  code.resize(
      static_cast<std::size_t>(std::ranges::find_if_not(code, is_unreserved) - code.begin()));
  return code;
}

Outcome failed(std::string cause) {
  return {.verdict = Verdict::failed, .cause = std::move(cause)};
}

class SnsTopic final : public Receiver {
 public:
  SnsTopic(SnsOptions options, net::HttpClient& client, net::AwsCredentialChain& credentials,
           const Clock& clock)
      : options_(std::move(options)),
        client_(client),
        clock_(clock),
        signer_(credentials, clock, sns_region(options_.arn), "sns") {}

  Task<Outcome> deliver(const LeadEvent& event, CallLimits limits) override {
    limits.deadline = std::min(limits.deadline, clock_.steady_now() + longest_try);
    net::HttpRequest request = publish_request(event);
    const auto is_signed = co_await signer_.sign(request, limits);
    if (!is_signed) co_return failed("SNS: " + is_signed.error().detail);
    const auto response = co_await client_.send(options_.endpoint, request,
                                                {.body_bytes = most_answer_bytes, .call = limits});
    if (!response) co_return failed("SNS: " + response.error().detail);
    const auto body = co_await (*response)->read_all(most_answer_bytes);
    if ((*response)->status() == ok) co_return Outcome{};
    co_return failed("SNS: status " + std::to_string((*response)->status()) + " " +
                     error_code(body.value_or("")));
  }

 private:
  [[nodiscard]] net::HttpRequest publish_request(const LeadEvent& event) const {
    return {.method = "POST",
            .target = "/",
            .headers = {{"Host", options_.endpoint.authority()},
                        {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
            .body = "Action=Publish&Version=2010-03-31&TopicArn=" + form_encoded(options_.arn) +
                    "&Subject=" + form_encoded(subject_of(event.kind)) +
                    "&Message=" + form_encoded(mail_text(event))};
  }

  SnsOptions options_;
  net::HttpClient& client_;
  const Clock& clock_;
  net::AwsSigner signer_;
};

}  // namespace

std::string sns_region(const std::string& arn) {
  constexpr std::string_view service = ":sns:";
  const std::size_t begin = arn.find(service);
  if (!arn.starts_with("arn:aws") || begin == std::string::npos) return {};
  const std::size_t region = begin + service.size();
  return arn.substr(region, arn.find(':', region) - region);
}

std::string mail_text(const LeadEvent& event) {
  const Lead& lead = event.lead;
  std::string text(subject_of(event.kind));
  text += ".\n\n";
  append_line(text, "Lead", lead.id);
  if (event.kind == EventKind::erased) {
    return text +
           "\nThe visitor wants to be forgotten: delete what you keep of this lead, and the "
           "mails about it.\n";
  }
  append_line(text, "Name", lead.contact.name);
  append_line(text, "Phone", lead.contact.phone);
  append_line(text, "E-mail", lead.contact.email);
  append_line(text, "Clinic", lead.contact.clinic);
  append_line(text, "Country", lead.contact.country);
  append_line(text, "Devices", joined(lead.devices));
  append_line(text, "Message", lead.message);
  append_line(text, "Language", lead.language);
  append_line(text, "Page", lead.page);
  append_line(text, "Conversation", lead.conversation_id);
  append_line(text, "Source", leads::name_of(lead.source));
  append_line(text, "Basis", leads::name_of(lead.consent.basis));
  append_line(text, "Given at", rfc3339(lead.consent.given_at));
  append_line(text, "Keep until", rfc3339(lead.expires_at));
  return text;
}

std::unique_ptr<Receiver> make_sns_topic(SnsOptions options, net::HttpClient& client,
                                         net::AwsCredentialChain& credentials, const Clock& clock) {
  return std::make_unique<SnsTopic>(std::move(options), client, credentials, clock);
}

}  // namespace mta::delivery
