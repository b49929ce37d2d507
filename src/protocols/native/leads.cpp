#include "protocols/native/leads.h"

#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/text.h"
#include "leads/form_values.h"
#include "leads/phone_number.h"
#include "protocols/native/json_body.h"
#include "protocols/native/json_response.h"

namespace mta::protocols {
namespace {

namespace json = boost::json;
using http::LeadForm;

constexpr std::size_t max_line_characters = 200;
constexpr std::size_t max_devices = 20;

/// A text on one line; empty: it is not there, or nothing is left of it.
Result<std::string> decode_line(const json::object& body, std::string_view name, ErrorKind wrong) {
  const json::value* value = given(body, name);
  if (value == nullptr) return std::string();
  const std::string quoted = '"' + std::string(name) + '"';
  if (!value->is_string()) return fault(wrong, quoted + " must be a string");
  std::string line = leads::one_line(view(value->get_string()));
  const std::size_t count = count_code_points(line);
  if (count > max_line_characters) {
    return fault(wrong, too_long(quoted, max_line_characters, count));
  }
  return line;
}

Result<std::string> decode_country(const json::object& body) {
  Result<std::string> line = decode_line(body, "country", ErrorKind::invalid_country);
  if (!line || line->empty()) return line;
  const auto country = leads::read_country(*line);
  if (country) return *country;
  return fault(ErrorKind::invalid_country,
               "\"country\" must be two letters of ISO 3166-1, like \"SA\"");
}

Result<void> decode_phone(const json::object& body, leads::Contact& contact) {
  const Result<std::string> line = decode_line(body, "phone", ErrorKind::invalid_phone);
  if (!line) return std::unexpected(line.error());
  if (line->empty()) return {};
  const auto country =
      contact.country.empty() ? std::nullopt : std::optional<std::string_view>(contact.country);
  auto number = leads::read_phone_number(*line, country);
  if (!number) {
    return fault(ErrorKind::invalid_phone,
                 "\"phone\" must be a telephone number of 5 to 20 digits");
  }
  if (number->is_impossible) {
    return fault(ErrorKind::invalid_phone,
                 "\"phone\" is no number of its country; write it with + and the country's code");
  }
  contact.phone = std::move(number->text);
  contact.phone_is_e164 = number->is_e164;
  return {};
}

Result<void> decode_email(const json::object& body, leads::Contact& contact) {
  const Result<std::string> line = decode_line(body, "email", ErrorKind::invalid_email);
  if (!line) return std::unexpected(line.error());
  if (line->empty()) return {};
  auto email = leads::read_email(*line);
  if (!email) return fault(ErrorKind::invalid_email, "\"email\" must be an e-mail address");
  contact.email = std::move(*email);
  return {};
}

Result<leads::Contact> decode_contact(const json::object& body) {
  leads::Contact contact;
  Result<std::string> name = decode_line(body, "name", ErrorKind::invalid_name);
  if (!name) return std::unexpected(name.error());
  contact.name = std::move(*name);
  Result<std::string> country = decode_country(body);
  if (!country) return std::unexpected(country.error());
  contact.country = std::move(*country);
  if (auto phone = decode_phone(body, contact); !phone) return std::unexpected(phone.error());
  if (auto email = decode_email(body, contact); !email) return std::unexpected(email.error());
  if (contact.phone.empty() && contact.email.empty()) {
    return fault(ErrorKind::missing_contact, R"(Request must include "phone" or "email")");
  }
  Result<std::string> clinic = decode_line(body, "clinic", ErrorKind::invalid_clinic);
  if (!clinic) return std::unexpected(clinic.error());
  contact.clinic = std::move(*clinic);
  return contact;
}

Result<std::vector<std::string>> decode_devices(const json::object& body) {
  constexpr std::string_view rule =
      "\"devices\" must be at most 20 texts of at most 200 characters";
  std::vector<std::string> devices;
  const json::value* value = given(body, "devices");
  if (value == nullptr) return devices;
  if (!value->is_array() || value->get_array().size() > max_devices) {
    return fault(ErrorKind::invalid_devices, std::string(rule));
  }
  for (const json::value& entry : value->get_array()) {
    std::string device = leads::one_line(text_in(&entry).value_or(""));
    if (!entry.is_string() || count_code_points(device) > max_line_characters) {
      return fault(ErrorKind::invalid_devices, std::string(rule));
    }
    if (!device.empty()) devices.push_back(std::move(device));
  }
  return devices;
}

Result<std::string> decode_message(const json::object& body, std::size_t max_characters) {
  const json::value* value = given(body, "message");
  if (value == nullptr) return std::string();
  if (!value->is_string()) return fault(ErrorKind::invalid_message, "\"message\" must be a string");
  std::string message = clean_text(view(value->get_string()));
  const std::size_t count = count_code_points(message);
  if (count > max_characters) {
    return fault(ErrorKind::message_too_long, too_long("\"message\"", max_characters, count));
  }
  return message;
}

/// What is no address of a page (`about:srcdoc`) is left out: it must not cost the lead.
Result<std::string> decode_page(const json::object& body) {
  const json::value* value = given(body, "page");
  if (value == nullptr) return std::string();
  if (!value->is_string()) return fault(ErrorKind::invalid_page, "\"page\" must be a string");
  return leads::read_page(view(value->get_string())).value_or("");
}

/// The version that was agreed to.
Result<std::string> decode_consent(const json::object& body) {
  const json::value* consent = given(body, "consent");
  std::string version = string_in(member(consent, "version"));
  if (is_true(member(consent, "given")) && !version.empty()) return version;
  return fault(ErrorKind::missing_consent,
               R"("consent" must be {"version": the version that was shown, "given": true})");
}

/// Anything but nothing.
bool is_trapped(const json::object& body) {
  const json::value* value = given(body, "website");
  return value != nullptr && text_in(value) != "";
}

json::object consent_json(const leads::ConsentWordings& wordings) {
  json::object languages;
  for (const leads::ConsentWording& one : wordings.all()) {
    languages[one.language] = json::object{{"text", one.text}, {"version", one.version}};
  }
  return languages;
}

class NativeLeadProtocol final : public http::LeadProtocol {
 public:
  explicit NativeLeadProtocol(std::size_t max_message_characters)
      : max_message_characters_(max_message_characters) {}

  [[nodiscard]] Result<LeadForm> decode(std::string_view body) const override {
    const JsonBody parsed(body);
    const json::object* const object = parsed.object();
    if (object == nullptr) return not_json();
    LeadForm form{.is_trapped = is_trapped(*object)};
    Result<void> taken = take(form.message, decode_message(*object, max_message_characters_));
    if (taken) taken = take(form.session_id, decode_session_id(*object));
    if (taken) taken = take(form.contact, decode_contact(*object));
    if (taken) taken = take(form.devices, decode_devices(*object));
    if (taken) taken = take(form.page, decode_page(*object));
    if (taken) taken = take(form.consent_version, decode_consent(*object));
    if (!taken) return std::unexpected(std::move(taken.error()));
    return form;
  }

  [[nodiscard]] http::Response kept(std::string_view lead_id) const override {
    return json_response(201, {{"lead_id", lead_id}});
  }

  [[nodiscard]] http::Response wordings(const leads::ConsentWordings& wordings) const override {
    return json_response(200, {{"consent", consent_json(wordings)}});
  }

  [[nodiscard]] http::Response outdated(const leads::ConsentWordings& wordings,
                                        std::string_view request_id) const override {
    const Error error{.kind = ErrorKind::consent_outdated,
                      .message =
                          "The wording that was agreed to is not the current one: show that "
                          "one and ask again"};
    json::object body = error_json(error, request_id);
    body["consent"] = consent_json(wordings);
    return json_response(409, body);
  }

 private:
  template <class T>
  static Result<void> take(T& member, Result<T> decoded) {
    if (!decoded) return std::unexpected(std::move(decoded.error()));
    member = std::move(*decoded);
    return {};
  }

  const std::size_t max_message_characters_;
};

}  // namespace

std::unique_ptr<http::LeadProtocol> make_native_lead_protocol(std::size_t max_message_characters) {
  return std::make_unique<NativeLeadProtocol>(max_message_characters);
}

}  // namespace mta::protocols
