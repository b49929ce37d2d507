#include "server/server.h"

#include <future>
#include <list>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "base/system.h"
#include "tests/support/fakes.h"

namespace mta::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

/// A client that speaks bytes.
class Client {
 public:
  explicit Client(const tcp::endpoint& server) : socket_(context_) { socket_.connect(server); }
  void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }
  /// What comes until the server closes or `until` has come.
  std::string receive(std::string_view until = {}) {
    boost::system::error_code error;
    std::array<char, 4096> piece{};
    while (!error && (until.empty() || received_.find(until) == std::string::npos)) {
      received_.append(piece.data(), socket_.read_some(asio::buffer(piece), error));
    }
    return std::exchange(received_, {});
  }
  void finish_sending() { socket_.shutdown(tcp::socket::shutdown_send); }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  std::string received_;
};

class ServerTest : public testing::Test {
 protected:
  /// Answers with the path and the body; /slow takes its time, /throw throws.
  Server& server() {
    if (server_) return *server_;
    options_.endpoint = tcp::endpoint(asio::ip::address_v4::loopback(), 0);
    server_ = start_server(
        options_,
        [this](http::Request& request) -> Task<http::Response> {
          http::Response response{.status = 200};
          if (request.transport_fault) {
            response.status = 503;
            response.body = request.transport_fault->message;
            response.close = true;
            co_return response;
          }
          if (request.path == "/slow") {
            ++slow_started_;
            asio::steady_timer timer(co_await asio::this_coro::executor, 300ms);
            co_await timer.async_wait(asio::use_awaitable);
          }
          if (request.path == "/throw") throw std::runtime_error("handler failed");
          const auto body = request.path == "/unread" ? "" : co_await request.body->read();
          response.body = "<" + request.path + ":" + (body ? *body : body.error().message) + ">";
          if (!body) response.close = true;
          co_return response;
        },
        {.log = log_, .metrics = metrics_, .clock = clock_});
    return *server_;
  }
  Client client() { return Client(server().endpoint()); }
  std::string answer(std::string_view request) {
    Client one = client();
    one.send(request);
    one.finish_sending();
    return one.receive();
  }

  ServerOptions options_;
  test::RecordingLog log_;
  SystemClock clock_;
  test::RecordingMetrics metrics_;
  std::atomic<int> slow_started_ = 0;
  std::unique_ptr<Server> server_;
};

constexpr std::string_view get = "GET /a?q HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  const std::string answers = answer(
      "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
      "\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1\r\nc\r\n2;ext\r\nde\r\n0\r\nTrailer: t\r\n\r\n"
      "GET http://x/3?q HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto one = answers.find("</1:ab>");
  const auto two = answers.find("</2:cde>");
  const auto three = answers.find("</3:>");
  EXPECT_LT(one, two);
  EXPECT_LT(two, three);
  EXPECT_NE(three, std::string::npos) << answers;
}

TEST_F(ServerTest, EveryByteMayComeAlone) {
  Client one = client();
  for (const char c :
       std::string("POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n0\r\n\r\n")) {
    one.send({&c, 1});
  }
  EXPECT_NE(one.receive("</1:abc>").find("</1:abc>"), std::string::npos);
}

TEST_F(ServerTest, ABodyThatNobodyReadIsSkipped) {
  const std::string answers = answer(
      "POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
      "GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(answers.find("</unread:>"), std::string::npos);
  EXPECT_NE(answers.find("</next:>"), std::string::npos);
}

TEST_F(ServerTest, ContinueIsSentWhereItIsWaitedFor) {
  Client one = client();
  one.send("POST /1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(one.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  one.send("ab");
  EXPECT_NE(one.receive("</1:ab>").find("</1:ab>"), std::string::npos);

  Client refused = client();
  refused.send(
      "POST /unread HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  const std::string final_answer = refused.receive();
  EXPECT_EQ(final_answer.find("100 Continue"), std::string::npos);
  EXPECT_NE(final_answer.find("Connection: close"), std::string::npos)
      << "the client may still send the body, or not";
}

TEST_F(ServerTest, NothingFollowsAFinalAnswerButTheNext) {
  Client gone = client();
  gone.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
  std::string answers = gone.receive("</unread:>");
  gone.finish_sending();
  answers += gone.receive();
  EXPECT_EQ(answers.find("100 Continue"), std::string::npos) << answers;

  Client late = client();
  late.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
  answers = late.receive("</unread:>");
  late.send("ab");
  late.finish_sending();
  answers += late.receive();
  EXPECT_EQ(answers.find("100 Continue"), std::string::npos) << answers;
}

TEST_F(ServerTest, CloseWinsOnWhicheverLineItIs) {
  for (const char* fields :
       {"Connection: keep-alive\r\nConnection: close\r\n",
        "Connection: close\r\nConnection: keep-alive\r\n", "Connection: keep-alive, Close\r\n"}) {
    for (const char* version : {"HTTP/1.0", "HTTP/1.1"}) {
      const std::string head = "GET /a " + std::string(version) + "\r\nHost: x\r\n";
      const std::string answers = answer(head + fields + "\r\n" + std::string(get));
      EXPECT_EQ(answers.find("</a:>"), answers.rfind("</a:>")) << fields << version;
    }
  }
}

TEST_F(ServerTest, LaterMinorVersionsAreReadAsTheLatestKnown) {
  for (const char* version : {"HTTP/1.2", "HTTP/1.9"}) {
    const std::string answers =
        answer("GET /a " + std::string(version) + "\r\nHost: x\r\n\r\n" + std::string(get));
    EXPECT_TRUE(answers.starts_with("HTTP/1.1 200 ")) << answers;
    EXPECT_NE(answers.find("</a:>"), answers.rfind("</a:>")) << "the connection is kept";
  }
}

TEST_F(ServerTest, LaterMinorVersionsHaveBodies) {
  const std::string answers = answer(
      "POST /1 HTTP/1.2\r\nHost: x\r\nContent-Length: 002\r\n\r\nab"
      "POST /2 HTTP/1.9\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n"
      "POST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 00000000000000000000002\r\n\r\nde"
      "POST /4 HTTP/1.2\r\nHost: x\r\nContent-Length: 9999999999999999999\r\n\r\n");
  EXPECT_NE(answers.find("</1:ab>"), std::string::npos) << answers;
  EXPECT_NE(answers.find("</2:c>"), std::string::npos) << answers;
  EXPECT_NE(answers.find("</3:de>"), std::string::npos) << answers;
  EXPECT_NE(answers.find("must be at most 65536 bytes"), std::string::npos) << answers;
}

TEST_F(ServerTest, EmptyLinesBeforeARequestMayComeInPieces) {
  for (const std::string_view lines : {"\r\n", "\r\n\r\n", "\r\n\r\n\r\n"}) {
    Client one = client();
    for (const char c : lines) {
      one.send({&c, 1});
      std::this_thread::sleep_for(5ms);  // a segment of its own
    }
    one.send(get);
    EXPECT_NE(one.receive("</a:>").find("</a:>"), std::string::npos);
  }
  EXPECT_EQ(answer("\r\rGET / HTTP/1.1\r\nHost: x\r\n\r\n").find("</"), std::string::npos);
}

TEST_F(ServerTest, ALengthTooLargeToCountIsATooLargeBody) {
  for (const std::string& length : {std::string("9999999999999999999"), std::string(100, '9')}) {
    EXPECT_NE(answer("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                  .find("must be at most 65536 bytes"),
              std::string::npos);
  }
  const std::string unread =
      answer("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n");
  EXPECT_NE(unread.find("Connection: close"), std::string::npos) << "nothing can follow it";
}

TEST_F(ServerTest, OldClientsAreClosedUnlessTheyAskOtherwise) {
  Client old = client();
  old.send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_NE(old.receive().find("</a:>"), std::string::npos);
  const std::string kept =
      answer("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
  EXPECT_NE(kept.find("</b:>"), std::string::npos);
}

TEST_F(ServerTest, HeadHasNoBodyAndNoContentHasNoLength) {
  const std::string head = answer("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 5"), std::string::npos);
  EXPECT_EQ(head.find("</a:>"), std::string::npos);
  EXPECT_NE(head.find("Date: "), std::string::npos);
}

TEST_F(ServerTest, SlowClientsAreCut) {
  options_.timeouts = {.head = 50ms, .body = 50ms, .idle = 50ms, .write = 50ms, .linger = 50ms};
  EXPECT_EQ(client().receive(), "") << "nothing asked, nothing answered";
  Client head = client();
  head.send("GET / HTTP/1.1\r\n");
  EXPECT_NE(head.receive().find("The request head took too long"), std::string::npos);
  Client body = client();
  body.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na");
  EXPECT_NE(body.receive().find("The request body took too long"), std::string::npos);
  Client idle = client();
  idle.send(get);
  EXPECT_NE(idle.receive().find("</a:>"), std::string::npos) << "closed after the idle time";
}

TEST_F(ServerTest, ASlowHandlerCostsNeitherTheAnswerNorTheConnection) {
  options_.timeouts.head = 50ms;
  options_.timeouts.body = 50ms;
  Client one = client();
  one.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(one.receive("</slow:>").find("</slow:>"), std::string::npos);
  one.send(get);
  EXPECT_NE(one.receive("</a:>").find("</a:>"), std::string::npos) << "still open";
}

TEST_F(ServerTest, BodiesAreBounded) {
  EXPECT_NE(answer("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n")
                .find("must be at most 65536 bytes"),
            std::string::npos);
  EXPECT_NE(answer("POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n" +
                   std::string(0x10001, 'x'))
                .find("must be at most 65536 bytes"),
            std::string::npos);
}

TEST_F(ServerTest, WhereAllAreBusyANewConnectionGetsAnAnswerAndIsClosed) {
  options_.connections.max = 1;
  Client first = client();
  first.send("POST /1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  first.receive("100 Continue\r\n\r\n");
  Client second = client();
  second.send(get);
  EXPECT_NE(second.receive().find("503"), std::string::npos);
  first.send("ab");
  EXPECT_NE(first.receive("</1:ab>").find("</1:ab>"), std::string::npos);
}

TEST_F(ServerTest, TheLongestIdleConnectionMakesRoomOnWhicheverLoopItIs) {
  options_.connections.max = 3;
  options_.threads = 4;
  Client idle = client();
  idle.send(get);
  idle.receive("</a:>");
  Client half = client();
  half.send("GET /half HTTP/1.1\r\n");
  Client busy = client();
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  while (slow_started_ == 0) std::this_thread::sleep_for(1ms);
  // An answered connection counts as busy until its loop, which is another one, has run again.
  const auto gets_an_answer = [this] {
    for (int attempt = 0; attempt < 100; ++attempt) {
      Client other = client();
      other.send(get);
      if (other.receive("</a:>").contains("</a:>")) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  };
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(gets_an_answer());
  EXPECT_EQ(idle.receive(), "");
  // It may have been seen to have begun a request, which is told.
  const std::string told = half.receive();
  EXPECT_TRUE(told.empty() || told.contains("503"));
  EXPECT_NE(busy.receive("</slow:>").find("</slow:>"), std::string::npos);
}

TEST_F(ServerTest, OneAddressDoesNotKeepTheOthersOut) {
  options_.connections.per_visitor = 2;
  std::list<Client> clients;
  for (int i = 0; i < 2; ++i) {
    clients.emplace_back(server().endpoint());
    clients.back().send(get);
    clients.back().receive("</a:>");
  }
  Client third = client();
  third.send(get);
  EXPECT_NE(third.receive().find("503"), std::string::npos);
  for (Client& one : clients) {
    one.send(get);
    EXPECT_NE(one.receive("</a:>").find("</a:>"), std::string::npos) << "still open";
  }
}

TEST_F(ServerTest, DrainLetsRequestsInFlightFinishAndRefusesNewOnes) {
  Client idle = client();
  idle.send(get);
  idle.receive("</a:>");
  Client busy = client();
  busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  while (slow_started_ == 0) std::this_thread::sleep_for(1ms);
  server().drain();
  EXPECT_EQ(idle.receive(), "") << "an idle connection is let go";
  const std::string answers = busy.receive();
  EXPECT_NE(answers.find("</slow:>"), std::string::npos);
  EXPECT_NE(answers.find("Connection: close"), std::string::npos);
  EXPECT_THROW(client(), boost::system::system_error);
  server().join();
  EXPECT_EQ(server().connections(), 0U);
}

TEST_F(ServerTest, AHandlerThatThrowsCostsItsConnectionOnly) {
  EXPECT_EQ(answer("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n"), "");
  EXPECT_NE(log_.all().find("handler failed"), std::string::npos);
  EXPECT_NE(answer(get).find("</a:>"), std::string::npos);
}

TEST_F(ServerTest, ManyThreadsServeAtOnce) {
  options_.threads = 4;
  std::vector<std::future<int>> clients;
  server();
  for (int c = 0; c < 8; ++c) {
    clients.push_back(std::async(std::launch::async, [this] {
      Client one = client();
      int answered = 0;
      for (int i = 0; i < 50; ++i) {
        one.send(get);
        answered += one.receive("</a:>").empty() ? 0 : 1;
      }
      return answered;
    }));
  }
  for (auto& one : clients) EXPECT_EQ(one.get(), 50);
}

TEST_F(ServerTest, ATakenPortIsRefusedWithOneThreadAndWithMany) {
  options_.threads = 2;
  const tcp::endpoint taken = server().endpoint();
  for (const int threads : {1, 2}) {
    try {
      start_server({.endpoint = taken, .threads = threads, .connections = {}, .timeouts = {}}, {},
                   {.log = log_, .metrics = metrics_, .clock = clock_});
      FAIL() << "it started";
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("Address already in use"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find(std::to_string(taken.port())), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace mta::server
