#include "main/widget_settings.h"

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace mta {
namespace {

namespace json = boost::json;

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

}  // namespace

http::StaticFile widget_settings(const config::Config& config) {
  return {.path = "/widget/config",
          .content_type = "application/json; charset=utf-8",
          .cache_control = "public, max-age=300",
          .body = settings_of(config)};
}

}  // namespace mta
