// SPDX-License-Identifier: MIT
//
// What a user says of a recording later is kept, never mixed with what is sealed, and never written over unread.
#include "archive/label.hpp"

#include <filesystem>
#include <fstream>

#include "archive/archive.hpp"
#include "base/limits.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using archive::Label;

namespace {

struct LabelBench {
  os::FileSystem& fs = os::posix_file_system();
  test::TemporaryFolder root;
  archive::Conversation talk = archive::begin(fs, root.path(), UtcTime{}, "Talk");

  archive::Intents intents{fs, root.path(), "key"};

  void put(const std::string& text) const { std::ofstream(archive::label_path(talk.folder)) << text; }
};

const Label whole{"Tweede gesprek", {{UtcTime{1s}, 750'000ms, "hij zei het weer"}, {UtcTime{2s}, std::nullopt, ""}}};

}  // namespace

TEST_CASE("label: what was written reads back, in a file that nobody else may read") {
  const LabelBench bench;
  CHECK(archive::read_label(bench.fs, bench.talk.folder) == Label{});
  archive::write_label(bench.fs, bench.talk.folder, whole);
  CHECK(archive::read_label(bench.fs, bench.talk.folder) == whole);
  CHECK(archive::read_label_to_change(bench.fs, bench.talk.folder) == whole);
  CHECK_FALSE(bench.fs.status(archive::label_path(bench.talk.folder))->exposed);
}

TEST_CASE("label: what is no label is shown as none, and never written over") {
  const LabelBench bench;
  const auto good = archive::label_text(whole);
  const std::string notes_head = R"({"format":1,"title":"x","notes":)";
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), good.substr(0, good.size() / 2),
        std::string(R"({"format":2,"title":null,"notes":[]})"), std::string(R"({"format":1,"title":7,"notes":[]})"),
        notes_head + "7}", notes_head + "[7]}", notes_head + R"([{"written":"now","at_ms":null,"text":"x"}]})",
        notes_head + R"([{"written":"2026-11-23T14:30:05Z","at_ms":-1,"text":"x"}]})",
        std::string("{\"format\":1,\"title\":\"\xff\",\"notes\":[]}"),
        notes_head + "[]" + std::string(100, '[') + "}"}) {
    CAPTURE(text);
    bench.put(text);
    CHECK(archive::read_label(bench.fs, bench.talk.folder) == Label{});
    CHECK_THROWS_AS(archive::read_label_to_change(bench.fs, bench.talk.folder), Error);
    CHECK_THROWS_AS(archive::rename(bench.intents, bench.talk.folder, "other"), Error);
    CHECK(os::read_all(bench.fs, archive::label_path(bench.talk.folder), 1 << 20) == text);
  }
}

TEST_CASE("label: a link or a folder in its place is not followed") {
  const LabelBench bench;
  std::ofstream(bench.root / "elsewhere") << archive::label_text(whole);
  std::filesystem::create_symlink(bench.root / "elsewhere", archive::label_path(bench.talk.folder));
  CHECK(archive::read_label(bench.fs, bench.talk.folder) == Label{});
  CHECK_THROWS_AS(archive::read_label_to_change(bench.fs, bench.talk.folder), Error);
  std::filesystem::remove(archive::label_path(bench.talk.folder));
  std::filesystem::create_directory(archive::label_path(bench.talk.folder));
  CHECK(archive::read_label(bench.fs, bench.talk.folder) == Label{});
}

TEST_CASE("label: limits are told before anything is written") {
  const LabelBench bench;
  const std::string long_title(limits::title_bytes + 1, 'x');
  const std::string long_text(limits::later_note_bytes + 1, 'x');
  for (const auto& label : {Label{long_title, {}}, Label{"\xff", {}}, Label{{}, {{UtcTime{}, {}, long_text}}},
                            Label{{}, std::vector<archive::LaterNote>(limits::later_notes + 1)}}) {
    CHECK_THROWS_AS(archive::write_label(bench.fs, bench.talk.folder, label), Error);
    CHECK_FALSE(bench.fs.status(archive::label_path(bench.talk.folder)));
  }
  const Label most{{},
                   std::vector<archive::LaterNote>(limits::later_notes,
                                                   {UtcTime{}, {}, std::string(limits::later_note_bytes, '\x01')})};
  archive::write_label(bench.fs, bench.talk.folder, most);
  CHECK(archive::read_label(bench.fs, bench.talk.folder) == most);
}

TEST_CASE("rename: a folder keeps its time, and takes no other's name") {
  CHECK(archive::renamed("2026-11-23_15-30-05_review", "Tweede gesprék!") == "2026-11-23_15-30-05_tweede-gesprek");
  CHECK(archive::renamed("2026-11-23_15-30-05", "x") == "2026-11-23_15-30-05_x");
  CHECK(archive::renamed("2026-11-23_15-30-05_review-2", "../..") == "2026-11-23_15-30-05");
  CHECK(archive::renamed("somewhere", "x") == "somewhere");
  CHECK(archive::renamed("2026-11-23_15-3", "x") == "2026-11-23_15-3");
  const LabelBench bench;
  const auto other = archive::begin(bench.fs, bench.root.path(), UtcTime{}, "Other");
  const auto now = archive::rename(bench.intents, bench.talk.folder, "Other");
  CHECK(now.filename().string() == other.folder.filename().string() + "-2");
  CHECK(bench.fs.status(other.bag()));
  CHECK(bench.fs.status(now / "recording"));
  CHECK_FALSE(bench.fs.status(bench.talk.folder));
  CHECK(archive::read_label(bench.fs, now).title == "Other");
  CHECK(archive::rename(bench.intents, now, "Other") == now);
  CHECK_FALSE(archive::has_intents(bench.fs, bench.root.path()));
}
