#include "net/http_client.h"

namespace mta::net {

Task<HttpResult<std::string>> HttpResponse::read_all(std::size_t most) {
  std::string body;
  while (true) {
    auto piece = co_await read();
    if (!piece || piece->empty()) co_return piece ? HttpResult<std::string>(body) : piece;
    body += *piece;
    if (body.size() > most) {
      co_return std::unexpected(HttpError{
          HttpFault::too_large, "the answer is larger than " + std::to_string(most) + " bytes"});
    }
  }
}

}  // namespace mta::net
