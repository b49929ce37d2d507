#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/task.h"

namespace mta {

/// Runs a task to its end on this thread and gives what it made; what it throws is thrown.
template <class T>
T run_to_end(Task<T> task) {
  boost::asio::io_context context;
  std::optional<T> made;
  boost::asio::co_spawn(context, std::move(task), [&](const std::exception_ptr& fault, T value) {
    if (fault) std::rethrow_exception(fault);
    made.emplace(std::move(value));
  });
  context.run();
  return std::move(made).value();
}

}  // namespace mta
