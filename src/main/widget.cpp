#include "main/widget.h"

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/crypto.h"
#include "main/widget_names.h"  // made by widget/build.sh

namespace mta {
namespace {

namespace json = boost::json;

// Clang has it in C++, too.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr char launcher_bytes[] = {
#embed "launcher.js"
};
constexpr char panel_bytes[] = {
#embed "panel.js"
};
constexpr unsigned char gzipped_panel_bytes[] = {
#embed "panel.js.gz"
};
#pragma clang diagnostic pop

constexpr std::string_view script = "text/javascript; charset=utf-8";
constexpr std::string_view for_minutes = "public, max-age=300";
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::size_t name_digits = 12;

void add(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

json::object texts_of(const config::Config::Widget::Texts& texts) {
  json::object object;
  add(object, "subtitle", texts.subtitle);
  add(object, "greeting", texts.greeting);
  add(object, "note", texts.note);
  if (!texts.examples.empty())
    object["examples"] = json::array(texts.examples.begin(), texts.examples.end());
  return object;
}

/// What the widget's attributes say on a page (widget/src/options.js), said for all pages.
std::string settings_of(const config::Config& config) {
  const config::Config::Widget& widget = config.widget;
  json::object settings;
  add(settings, "title", widget.title);
  settings["color"] = widget.color;
  settings["position"] = widget.position;
  settings["theme"] = widget.theme;
  settings["radius"] = widget.radius;
  settings["zIndex"] = widget.z_index;
  add(settings, "logo", widget.logo);
  add(settings, "privacy", widget.privacy_url);
  add(settings, "hours", widget.hours);
  add(settings, "whatsapp", config.contact.whatsapp);
  settings["leads"] = config.leads.enabled;
  settings["texts"] = {
      {"en", texts_of(widget.en)}, {"ar", texts_of(widget.ar)}, {"fr", texts_of(widget.fr)}};
  return json::serialize(settings);
}

std::string launcher_with(std::string_view settings) {
  return "(function(SERVER_SETTINGS){" + std::string(launcher_bytes, sizeof launcher_bytes) +
         "})(" + std::string(settings) + ");\n";
}

}  // namespace

std::vector<http::StaticFile> widget_files(const config::Config& config) {
  const std::string settings = settings_of(config);
  const std::string launcher = launcher_with(settings);
  const std::string digest = hex(sha256(launcher)).substr(0, name_digits);
  const auto* gzipped =
      reinterpret_cast<const char*>(gzipped_panel_bytes);  // NOLINT(*-reinterpret-cast)
  return {{.path = "/widget.js",
           .content_type = std::string(script),
           .cache_control = std::string(for_minutes),
           .body = launcher},
          {.path = "/widget-" + digest + ".js",
           .content_type = std::string(script),
           .cache_control = std::string(for_ever),
           .body = launcher},
          {.path = "/" + std::string(widget_panel_file),
           .content_type = std::string(script),
           .cache_control = std::string(for_ever),
           .body = std::string(panel_bytes, sizeof panel_bytes),
           .gzipped = std::string(gzipped, sizeof gzipped_panel_bytes)},
          {.path = "/widget/config",
           .content_type = "application/json; charset=utf-8",
           .cache_control = std::string(for_minutes),
           .body = settings}};
}

}  // namespace mta
