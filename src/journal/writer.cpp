// SPDX-License-Identifier: MIT
#include "journal/writer.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "json/value.hpp"

namespace earwitness::journal {

Writer::Writer(std::unique_ptr<os::File> file) : file_(std::move(file)) {}

Writer::Writer(std::unique_ptr<os::File> file, HashChain chain) : file_(std::move(file)), chain_(std::move(chain)) {}

std::string Writer::append(std::string_view event, const json::Value& fields, UtcTime utc, BootTime mono) {
  auto line = chain_.begin_line();
  line.add("utc", base::rfc3339(utc));
  line.add("mono", mono.time_since_epoch().count());
  line.add("event", event);
  line.update(fields);
  const auto text = line.dump();
  unless_failed([&] { os::write_all(*file_, base::as_bytes(text + "\n")); });
  return chain_.append(text);
}

void Writer::sync() {
  unless_failed([&] { file_->sync_data(); });
}

void Writer::close() {
  unless_failed([&] { file_->close(); });
}

template <typename Operation>
void Writer::unless_failed(Operation operation) {
  if (failure_) std::rethrow_exception(failure_);
  try {
    operation();
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

}  // namespace earwitness::journal
