#include "net/tls.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>
#include <optional>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "base/address_block.h"
#include "net/transport_detail.h"

namespace mta::net {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

/// OpenSSL finds an authority in a folder by its name's hash, without reading the others.
bool is_hashed(const fs::path& folder) {
  std::error_code error;
  return std::ranges::any_of(fs::directory_iterator(folder, error), [](const auto& entry) {
    constexpr std::size_t hash_digits = 8;
    const std::string name = entry.path().filename().string();
    return name.find('.') == hash_digits && name.ends_with(".0");
  });
}

/// Debian's and Fedora's (Amazon Linux) places, then what others use.
void trust_system_roots(SSL_CTX* context) {
  for (const char* folder : {"/etc/ssl/certs", "/etc/pki/tls/certs"}) {
    if (is_hashed(folder) && SSL_CTX_load_verify_dir(context, folder) == 1) return;
  }
  for (const char* bundle :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    if (fs::exists(bundle) && SSL_CTX_load_verify_file(context, bundle) == 1) return;
  }
}

/// An empty name would switch the check off (X509_VERIFY_PARAM_set1_host).
bool expect_name(SSL* ssl, const std::string& host) {
  return !host.empty() && SSL_set1_host(ssl, host.c_str()) == 1 &&
         SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  const_cast<char*>(host.c_str())) == 1;  // NOLINT(*-const-cast): only read
}

/// The bytes alone: a zone (`fe80::1%eth0`) is no part of what a certificate says.
bool expect_address(SSL* ssl, const asio::ip::address& address) {
  const auto expect = [ssl](const auto& bytes) {
    return X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl), bytes.data(), bytes.size()) == 1;
  };
  return address.is_v4() ? expect(address.to_v4().to_bytes()) : expect(address.to_v6().to_bytes());
}

class TlsTransport final : public StreamTransport<TlsStream> {
 public:
  using StreamTransport::StreamTransport;

  /// Name check, server name indication (which is for names alone) and protocol. False: OpenSSL has
  /// refused some of it, and no certificate may be believed.
  [[nodiscard]] bool expect_host(const std::string& host) {
    SSL* const ssl = stream().native_handle();
    // The common name means nothing any more (RFC 9525, 2).
    SSL_set_hostflags(ssl,
                      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const auto address = parse_address(host);
    constexpr auto http_1_1 =
        std::to_array<unsigned char>({8, 'h', 't', 't', 'p', '/', '1', '.', '1'});
    return (address ? expect_address(ssl, *address) : expect_name(ssl, host)) &&
           SSL_set_alpn_protos(ssl, http_1_1.data(), http_1_1.size()) == 0;  // as OpenSSL has it
  }

  /// Records that have been received and not been read are inside OpenSSL, not in the socket.
  [[nodiscard]] bool is_quiet() override {
    SSL* const ssl = stream().native_handle();
    return SSL_pending(ssl) == 0 && BIO_ctrl_pending(SSL_get_rbio(ssl)) == 0 &&
           StreamTransport::is_quiet();
  }

  Task<boost::system::error_code> shake_hands() {
    const auto [error] = co_await stream().async_handshake(asio::ssl::stream_base::client,
                                                           asio::as_tuple(asio::use_awaitable));
    co_return error;
  }

  std::string verification_fault() {
    const long result = SSL_get_verify_result(stream().native_handle());
    return result == X509_V_OK ? "" : X509_verify_cert_error_string(result);
  }
};

}  // namespace

struct TlsClient::Context {
  asio::ssl::context& ready() {
    std::call_once(once, [this] {
      context.emplace(asio::ssl::context::tls_client);
      SSL_CTX* const handle = context->native_handle();
      SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
      context->set_verify_mode(asio::ssl::verify_peer);
      if (!roots.file.empty()) SSL_CTX_load_verify_file(handle, roots.file.c_str());
      if (!roots.folder.empty()) SSL_CTX_load_verify_dir(handle, roots.folder.c_str());
      if (roots.file.empty() && roots.folder.empty()) trust_system_roots(handle);
    });
    return context.value();
  }

  TrustedRoots roots;
  std::once_flag once;
  std::optional<asio::ssl::context> context;  // making one costs 3 ms
};

TlsClient::TlsClient(TrustedRoots roots) : context_(std::make_unique<Context>()) {
  context_->roots = std::move(roots);
}

TlsClient::~TlsClient() = default;

Task<HttpResult<std::unique_ptr<Transport>>> TlsClient::connect(tcp::socket socket,
                                                                const std::string& host,
                                                                CallGuard& guard) {
  auto transport = std::make_unique<TlsTransport>(TlsStream(std::move(socket), context_->ready()));
  if (!transport->expect_host(host)) {
    co_return std::unexpected(HttpError{HttpFault::connect_failed,
                                        "no TLS with " + host + ": its name cannot be checked"});
  }
  guard.set_abort([raw = transport.get()] { raw->abort(); });
  const auto error = co_await transport->shake_hands();
  guard.set_abort({});
  if (!error && guard.ending() == CallGuard::Ending::none) co_return transport;
  std::string detail = "no TLS with " + host + ": " + error.message();
  if (const std::string fault = transport->verification_fault(); !fault.empty()) {
    detail += " (" + fault + "; the trusted authorities are those of SSL_CERT_FILE, SSL_CERT_DIR " +
              "or the system's package ca-certificates)";
  }
  co_return http_failure(guard, HttpFault::connect_timeout, HttpFault::connect_failed,
                         std::move(detail));
}

}  // namespace mta::net
