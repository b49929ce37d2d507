#pragma once

#include <functional>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.h"
#include "base/task.h"

namespace mta {

template <class T>
using Done = std::move_only_function<void(Result<T>)>;

/// Suspends the awaiting coroutine until another thread calls the `Done` that `start` was given;
/// resumes it on its own event loop, which is kept running meanwhile. Not cancelled: a coroutine
/// that waits for a commit is never destroyed under it.
template <class T, class Start>
Task<Result<T>> wait_for(Start start) {
  auto initiate = [](auto handler, Start start_now) {
    auto work = boost::asio::make_work_guard(boost::asio::get_associated_executor(handler));
    start_now(
        Done<T>([handler = std::move(handler), work = std::move(work)](Result<T> result) mutable {
          boost::asio::post(work.get_executor(),
                            [handler = std::move(handler), result = std::move(result)]() mutable {
                              std::move(handler)(std::move(result));
                            });
        }));
  };
  // Boost 1.81 takes the token by lvalue reference.
  const boost::asio::use_awaitable_t<> token;
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(Result<T>)>(initiate, token,
                                                                  std::move(start));
}

}  // namespace mta
