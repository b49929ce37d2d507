#include "main/widget.h"

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "main/widget_names.h"  // made by widget/build.sh
#include "main/widget_settings.h"

namespace mta {
namespace {

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
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::size_t name_digits = 12;

std::string launcher_with(std::string_view settings) {
  return "(function(SERVER_SETTINGS){" + std::string(launcher_bytes, sizeof launcher_bytes) +
         "})(" + std::string(settings) + ");\n";
}

http::StaticFile launcher_at(std::string path, std::string_view cache_control, std::string body) {
  return {.path = std::move(path),
          .content_type = std::string(script),
          .cache_control = std::string(cache_control),
          .body = std::move(body)};
}

http::StaticFile panel_at(std::string path, std::string_view cache_control) {
  const auto* gzipped =
      reinterpret_cast<const char*>(gzipped_panel_bytes);  // NOLINT(*-reinterpret-cast)
  return {.path = std::move(path),
          .content_type = std::string(script),
          .cache_control = std::string(cache_control),
          .body = std::string(panel_bytes, sizeof panel_bytes),
          .gzipped = std::string(gzipped, sizeof gzipped_panel_bytes)};
}

}  // namespace

std::vector<http::StaticFile> widget_files(const config::Config& config) {
  const http::StaticFile settings = widget_settings(config);
  const std::string launcher = launcher_with(settings.body);
  const std::string digest = hex(sha256(launcher)).substr(0, name_digits);
  return {launcher_at("/widget.js", settings.cache_control, launcher),
          launcher_at("/widget-" + digest + ".js", for_ever, launcher),
          panel_at("/" + std::string(widget_panel_file), for_ever),
          // For pages that loaded the launcher of a release before.
          panel_at("/widget-panel.js", settings.cache_control), settings};
}

}  // namespace mta
