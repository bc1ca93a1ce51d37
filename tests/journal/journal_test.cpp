// SPDX-License-Identifier: MIT
//
// A journal is read up to the first line that can't be followed, and never a line further, wherever it was cut or
// changed.
#include <cerrno>
#include <fstream>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "crypto/sha256.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

os::FileSystem& fs() { return os::posix_file_system(); }

std::string make_journal(const test::TemporaryFolder& folder, int lines) {
  journal::Writer writer(fs().create(folder / "made"));
  for (int i = 0; i < lines; ++i) {
    writer.append(i == 0 ? "open" : "audio", {{"number", i}}, UtcTime{std::chrono::seconds(i)}, BootTime{});
  }
  writer.sync();
  writer.close();
  return os::read_all(fs(), folder / "made", 1 << 20);
}

struct Read {
  journal::Reading reading;
  std::vector<journal::Line> lines;
};

Read read_text(const test::TemporaryFolder& folder, const std::string& text) {
  std::ofstream(folder / "read", std::ios::binary | std::ios::trunc) << text;
  Read result;
  const auto file = fs().open(folder / "read");
  result.reading = journal::read(*file, [&](const journal::Line& line) { result.lines.push_back(line); });
  return result;
}

/// A file whose second write arrives by half, or whose second sync fails; each only once.
class FailingOnce final : public os::File {
 public:
  FailingOnce(std::unique_ptr<os::File> file, bool writing) : file_(std::move(file)), writing_(writing) {}
  std::size_t read(std::span<std::byte> into) override { return file_->read(into); }
  std::size_t write(std::span<const std::byte> bytes) override {
    if (!writing_ || ++done_ != 2) return file_->write(bytes);
    (void)file_->write(bytes.first(bytes.size() / 2));
    throw FileError(EIO, path().string(), "the test's disk fails");
  }
  void seek(std::uint64_t position) override { file_->seek(position); }
  std::uint64_t position() const override { return file_->position(); }
  std::uint64_t size() const override { return file_->size(); }
  void sync_data() override {
    if (!writing_ && ++done_ == 2) throw FileError(EIO, path().string(), "the test's disk fails");
    file_->sync_data();
  }
  void close() override { file_->close(); }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  std::unique_ptr<os::File> file_;
  bool writing_;
  int done_ = 0;
};

}  // namespace

TEST_CASE("journal: after a failure nothing is written behind a torn line, and no sync is asked for again") {
  const bool writing = GENERATE(true, false);
  const test::TemporaryFolder folder;
  journal::Writer writer(std::make_unique<FailingOnce>(fs().create(folder / "made"), writing));
  const auto append = [&] { writer.append("audio", {{"number", 1}}, UtcTime{}, BootTime{}); };
  append();
  writer.sync();
  if (writing) {
    CHECK_THROWS_AS(append(), FileError);
  } else {
    CHECK_THROWS_AS(writer.sync(), FileError);
  }
  CHECK_THROWS_AS(append(), FileError);
  CHECK_THROWS_AS(writer.sync(), FileError);
  CHECK_THROWS_AS(writer.close(), FileError);
  const auto result = read_text(folder, os::read_all(fs(), folder / "made", 1 << 20));
  CHECK(result.reading.lines == 1);
  CHECK(result.reading.damage.has_value() == writing);
}

TEST_CASE("journal: what was appended is read, each line chained to the one before it") {
  const test::TemporaryFolder folder;
  const auto text = make_journal(folder, 5);
  const auto result = read_text(folder, text);
  CHECK_FALSE(result.reading.damage);
  REQUIRE(result.lines.size() == 5);
  CHECK(result.reading.bytes == text.size());
  CHECK(result.lines[0].fields.at("prev") == std::string(64, '0'));
  CHECK(result.lines[4].fields.at("prev") == result.lines[3].hash);
  CHECK(result.lines[3].hash ==
        crypto::sha256_hex(text.substr(result.lines[3].offset, result.lines[4].offset - 1 - result.lines[3].offset)));
  CHECK(result.lines[2].utc == UtcTime{std::chrono::seconds(2)});
}

TEST_CASE("journal: cut at every length, whole lines are read and a torn one is told with its place") {
  const test::TemporaryFolder folder;
  const auto text = make_journal(folder, 4);
  for (std::size_t length = 0; length <= text.size(); ++length) {
    CAPTURE(length);
    const auto cut = text.substr(0, length);
    const auto whole = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
    const auto result = read_text(folder, cut);
    REQUIRE(result.lines.size() == whole);
    const bool torn = length > 0 && cut.back() != '\n';
    REQUIRE(result.reading.damage.has_value() == torn);
    if (torn) {
      REQUIRE(result.reading.damage->number == whole + 1);
      REQUIRE(result.reading.damage->offset == result.reading.bytes);
    }
  }
}

TEST_CASE("journal: a changed byte stops the reading at its line or the next, whichever shows it") {
  const test::TemporaryFolder folder;
  const auto text = make_journal(folder, 4);
  const auto last_line = text.rfind('\n', text.size() - 2) + 1;
  for (std::size_t at = 0; at < last_line; ++at) {
    CAPTURE(at);
    auto changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto line = static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    const auto result = read_text(folder, changed);
    REQUIRE(result.reading.damage.has_value());
    REQUIRE(result.reading.damage->number >= line + 1);
    REQUIRE(result.reading.damage->number <= line + 2);
  }
}

TEST_CASE("journal: lines that are dropped, doubled or exchanged break the chain") {
  const test::TemporaryFolder folder;
  const auto text = make_journal(folder, 3);
  const auto first_end = text.find('\n') + 1;
  const auto second_end = text.find('\n', first_end) + 1;
  const auto first = text.substr(0, first_end);
  const auto second = text.substr(first_end, second_end - first_end);
  const auto third = text.substr(second_end);
  CHECK(read_text(folder, first + third).reading.damage->number == 2);
  CHECK(read_text(folder, second + third).reading.damage->number == 1);
  CHECK(read_text(folder, first + second + second).reading.damage->number == 3);
  CHECK(read_text(folder, first + third + second).reading.damage->number == 2);
}

TEST_CASE("journal: a line that was changed without breaking its own form is told by the next line's chain") {
  const test::TemporaryFolder folder;
  auto text = make_journal(folder, 3);
  text.replace(text.find("\"number\":1"), 10, "\"number\":7");
  const auto damage = read_text(folder, text).reading.damage;
  REQUIRE(damage);
  CHECK(damage->number == 3);
  CHECK(damage->not_chained);
  text.pop_back();
  text.replace(text.find("\"number\":7"), 10, "\"number\":1");
  CHECK_FALSE(read_text(folder, text).reading.damage->not_chained);  // torn only
}

TEST_CASE("journal: hostile lines are refused, not followed") {
  const test::TemporaryFolder folder;
  const std::string head = R"({"seq":0,"prev":")" + std::string(64, '0') +
                           R"(","utc":"2026-11-23T14:30:05.000000000Z","mono":1,"event":"open")";
  CHECK_FALSE(read_text(folder, head + ",\"unknown\":[1]}\n").reading.damage);
  auto short_time = head;
  short_time.replace(short_time.find(".000000000Z"), 11, "Z");
  CHECK(read_text(folder, short_time + "}\n").reading.damage);
  CHECK(
      read_text(folder, head + ",\"deep\":" + std::string(5000, '[') + std::string(5000, ']') + "}\n").reading.damage);
  CHECK(read_text(folder, head + ",\"seq\":0}\n").reading.damage);  // one name, two values
  CHECK(read_text(folder, " " + head + "}\n").reading.damage);      // one form only
  CHECK(read_text(folder, head + "}\r\n").reading.damage);
  auto beyond = head;
  beyond.replace(beyond.find("\"mono\":1"), 8, "\"mono\":18446744073709551615");
  CHECK(read_text(folder, beyond + "}\n").reading.damage);
  auto below = head;
  below.replace(below.find("\"mono\":1"), 8, "\"mono\":-1");
  CHECK(read_text(folder, below + "}\n").reading.damage);
  CHECK(read_text(folder, "[]\n").reading.damage);
  CHECK(read_text(folder, std::string("\0\n", 2)).reading.damage);
  CHECK(read_text(folder, head + ",\"x\":\"\xff\"}\n").reading.damage);  // not UTF-8
  const std::string too_long(limits::journal_line_bytes + 1, 'x');
  CHECK(read_text(folder, head + ",\"x\":\"" + too_long + "\"}\n").reading.damage);
  CHECK(read_text(folder, std::string(3 * limits::journal_line_bytes, 'x')).reading.damage);
}
