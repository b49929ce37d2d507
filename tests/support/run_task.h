#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/task.h"

namespace mta::test {

/// Runs a task to its end on an event loop of its own and returns what it returned.
template <class T>
T run(Task<T> task) {
  boost::asio::io_context context;
  std::optional<T> result;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr fault, T value) {
    failure = fault;
    if (!fault) result.emplace(std::move(value));
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

inline void run(Task<void> task) {
  run([](Task<void> waited) -> Task<bool> {
    co_await std::move(waited);
    co_return true;
  }(std::move(task)));
}

}  // namespace mta::test
